import java.nio.file.Path;

/** A benchmark that prints rows of a Markdown table. */
interface Benchmark {

  /** Returns the header row of the table. */
  default String tableHeader() {
    return "| measurement | result |";
  }

  /**
   * Measures, and prints the rows of the table.
   *
   * @param folder an empty folder, which is deleted afterwards
   */
  void run(Path folder) throws Exception;
}
