/** A made-up company: the roster that the demo plays on where no file is given. It comes in the way that a file would. */
import { readCsvRoster } from './csv-roster.js'
import type { RosterFile } from './roster.js'

const people = `
email,name,role,department,job title
wren.adeyemi@larkspur.example,Wren Adeyemi,admin,Management,Managing director
tobias.lindqvist@larkspur.example,Tobias Lindqvist,lead,Management,Chief of operations
marisol.quiroga@larkspur.example,Marisol Quiroga,member,Management,Assistant
hana.brandt@larkspur.example,Hana Brandt,admin,Engineering,Head of engineering
idris.okafor@larkspur.example,Idris Okafor,lead,Engineering,Optics lead
saoirse.whelan@larkspur.example,Saoirse Whelan,lead,Engineering,Firmware lead
pavel.dvorak@larkspur.example,Pavel Dvořák,member,Engineering,Optics engineer
linh.tran@larkspur.example,Linh Tran,member,Engineering,Optics engineer
amara.nwosu@larkspur.example,Amara Nwosu,member,Engineering,Optics engineer
jonas.vestergaard@larkspur.example,Jonas Vestergaard,member,Engineering,Firmware engineer
rukmini.iyer@larkspur.example,Rukmini Iyer,member,Engineering,Firmware engineer
callum.fraser@larkspur.example,Callum Fraser,member,Engineering,Firmware engineer
beatriz.fontes@larkspur.example,Beatriz Fontes,member,Engineering,Mechanical engineer
otto.halvorsen@larkspur.example,Otto Halvorsen,member,Engineering,Mechanical engineer
yara.haddad@larkspur.example,Yara Haddad,member,Engineering,Test engineer
kenji.morimoto@larkspur.example,Kenji Morimoto,member,Engineering,Test engineer
elif.aydin@larkspur.example,Elif Aydın,member,Engineering,Data engineer
mateus.rocha@larkspur.example,Mateus Rocha,member,Engineering,Data engineer
gwen.pritchard@larkspur.example,Gwen Pritchard,lead,Workshop,Workshop lead
dario.conti@larkspur.example,Dario Conti,member,Workshop,Lens grinder
nkechi.eze@larkspur.example,Nkechi Eze,member,Workshop,Lens grinder
arvid.sandberg@larkspur.example,Arvid Sandberg,member,Workshop,Lens grinder
mei.castellanos@larkspur.example,Mei Castellanos,member,Workshop,Assembler
luca.ferrante@larkspur.example,Luca Ferrante,member,Workshop,Assembler
femi.balogun@larkspur.example,Femi Balogun,member,Workshop,Assembler
greta.niemi@larkspur.example,Greta Niemi,member,Workshop,Assembler
tomasz.wilk@larkspur.example,Tomasz Wilk,member,Workshop,Assembler
zaynab.karimi@larkspur.example,Zaynab Karimi,member,Workshop,Calibrator
hugo.delacroix@larkspur.example,Hugo Delacroix,member,Workshop,Calibrator
ines.carvalho@larkspur.example,Ines Carvalho,member,Workshop,Calibrator
oona.lehtinen@larkspur.example,Oona Lehtinen,lead,Sales,Head of sales
rafael.montes@larkspur.example,Rafael Montes,member,Sales,Account manager
priya.nair@larkspur.example,Priya Nair,member,Sales,Account manager
stellan.berg@larkspur.example,Stellan Berg,member,Sales,Account manager
chiara.moretti@larkspur.example,Chiara Moretti,member,Sales,Account manager
kwame.mensah@larkspur.example,Kwame Mensah,member,Sales,Account manager
adele.fournier@larkspur.example,Adèle Fournier,member,Sales,Tender writer
bram.de.wit@larkspur.example,Bram de Wit,member,Sales,Tender writer
siobhan.keane@larkspur.example,Siobhan Keane,lead,Support,Head of support
tariq.rahman@larkspur.example,Tariq Rahman,member,Support,Support engineer
noemi.szabo@larkspur.example,Noemi Szabó,member,Support,Support engineer
lars.eikeland@larkspur.example,Lars Eikeland,member,Support,Support engineer
fatou.diallo@larkspur.example,Fatou Diallo,member,Support,Support engineer
miguel.santana@larkspur.example,Miguel Santana,member,Support,Field technician
anouk.verbeek@larkspur.example,Anouk Verbeek,member,Support,Field technician
jun.takeda@larkspur.example,Jun Takeda,member,Support,Field technician
ottilie.krause@larkspur.example,Ottilie Krause,finance,Finance,Head of finance
bola.adebayo@larkspur.example,Bola Adebayo,finance,Finance,Accountant
renzo.gallo@larkspur.example,Renzo Gallo,finance,Finance,Accountant
vera.petrova@larkspur.example,Vera Petrova,member,Finance,Payroll clerk
maeve.donnelly@larkspur.example,Maeve Donnelly,lead,Logistics,Head of logistics
ismail.yildiz@larkspur.example,Ismail Yıldız,member,Logistics,Buyer
katarzyna.nowak@larkspur.example,Katarzyna Nowak,member,Logistics,Buyer
emeka.obi@larkspur.example,Emeka Obi,member,Logistics,Storekeeper
solveig.dahl@larkspur.example,Solveig Dahl,member,Logistics,Storekeeper
diego.paredes@larkspur.example,Diego Paredes,member,Logistics,Dispatcher
roza.abdullah@larkspur.example,Roza Abdullah,member,Logistics,Dispatcher
imogen.clarke@larkspur.example,Imogen Clarke,lead,People,Head of people
nils.akesson@larkspur.example,Nils Åkesson,member,People,Recruiter
leila.farahani@larkspur.example,Leila Farahani,member,People,Recruiter
ruben.alvarado@larkspur.example,Ruben Alvarado,member,People,Trainer
`

/** Two seats are free. */
export function madeUpCompany(): RosterFile {
  const { rosters, ...file } = readCsvRoster(people.trim(), 'Larkspur Instruments')
  return { ...file, rosters: rosters.map((roster) => ({ ...roster, seatLimit: roster.people.length + 2 })) }
}
