import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** Serves from memory on a free port of loopback, says which, and ends with its input, however the parent went. */
public class Serve {
  /** What the server says of itself: driver 7 asks for wire version 9 at least. */
  static final MongoVersion VERSION = new MongoVersion() {
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    public int getWireVersion() {
      return 9;
    }
  };

  public static void main(String[] arguments) throws Exception {
    MemoryBackend backend = new MemoryBackend();
    backend.version(VERSION);
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", 0);
    System.out.println("port " + server.getLocalAddress().getPort());
    while (System.in.read() != -1) {}
    Runtime.getRuntime().halt(0);
  }
}
