package dev.pawl.differential;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles Java programs together in memory, and runs each in this process. */
final class JavaProgramRunner {

  private JavaProgramRunner() {}

  /** Returns what each program returns or throws, by its path. */
  static Map<String, String> run(Path folder, List<String> paths) {
    var outputs = new LinkedHashMap<String, String>();
    var remaining = new ArrayList<>(paths);
    while (!remaining.isEmpty()) {
      var diagnostics = new DiagnosticCollector<JavaFileObject>();
      Map<String, byte[]> classes = compile(folder, remaining, diagnostics);
      Set<String> broken = new HashSet<>();
      for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
        if (diagnostic.getKind() == Diagnostic.Kind.ERROR && diagnostic.getSource() != null) {
          String path = diagnostic.getSource().getName().substring(1);
          broken.add(path);
          outputs.put(path, "does not compile: " + diagnostic.getMessage(null));
        }
      }
      if (broken.isEmpty()) {
        remaining.forEach(path -> outputs.put(path, runProgram(path, classes)));
        return outputs;
      }
      remaining.removeAll(broken);
    }
    return outputs;
  }

  private static Map<String, byte[]> compile(
      Path folder, List<String> paths, DiagnosticCollector<JavaFileObject> diagnostics) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var sources = paths.stream().map(path -> new Source(folder, path)).toList();
    Map<String, ByteArrayOutputStream> written = new HashMap<>();
    try (var standard = compiler.getStandardFileManager(diagnostics, null, StandardCharsets.UTF_8);
        var files = new InMemoryFiles(standard, written)) {
      compiler
          .getTask(null, files, diagnostics, List.of("-nowarn", "-proc:none"), null, sources)
          .call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> classes = new HashMap<>();
    written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
    return classes;
  }

  private static String runProgram(String path, Map<String, byte[]> classes) {
    String name = path.substring(path.indexOf('/') + 1, path.lastIndexOf('.')).replace('/', '.');
    try {
      Class<?> program = new Classes(classes).loadClass(name);
      return "returns " + program.getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      return "throws " + e.getCause();
    } catch (ReflectiveOperationException | LinkageError e) {
      return "cannot run: " + e;
    }
  }

  /** Defines the classes of one program anew. */
  private static final class Classes extends ClassLoader {

    private final Map<String, byte[]> classes;

    Classes(Map<String, byte[]> classes) {
      super(ClassLoader.getPlatformClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final Path file;

    Source(Path folder, String path) {
      super(URI.create("file:///" + path), Kind.SOURCE);
      this.file = folder.resolve(path);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
      return Files.readString(file);
    }
  }

  private static final class InMemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> written;

    InMemoryFiles(JavaFileManager delegate, Map<String, ByteArrayOutputStream> written) {
      super(delegate);
      this.written = written;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          var bytes = new ByteArrayOutputStream();
          written.put(className, bytes);
          return bytes;
        }
      };
    }
  }
}
