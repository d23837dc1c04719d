package dev.pawl.tool.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.CompiledModule;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.util.List;
import java.util.function.Function;
import org.springframework.util.unit.DataSize;

/**
 * A WebAssembly module that is compiled to JVM classes.
 *
 * @param module the module without the instructions of its functions
 * @param machines the factory of the machines that execute the compiled functions
 */
record Code(WasmModule module, Function<Instance, Machine> machines) {

  /** The functions that a module may import, by name. */
  interface Host extends Function<String, WasmFunctionHandle> {}

  /** Compiles a module; takes seconds for a large one. */
  static Code compile(byte[] content) {
    WasmModule module = Parser.parse(content);
    // Fail rather than interpret a function that cannot be compiled, a hundred times slower.
    Function<Instance, Machine> compiled =
        MachineFactoryCompiler.builder(module)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .compile();
    Function<Instance, Machine> machines =
        compiled instanceof CompiledModule inner ? inner.machineFactory() : compiled;
    return new Code(compiled instanceof CompiledModule ? hollow(module) : module, machines);
  }

  /**
   * Returns the module without instructions, which are not needed once compiled and take 20 times the size of the file.
   */
  private static WasmModule hollow(WasmModule module) {
    var code =
        CodeSection.builder().setRequiresDataCount(module.codeSection().isRequiresDataCount());
    var nothing = new FunctionBody(List.of(), List.of());
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      code.addFunctionBody(nothing);
    }
    var hollow =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(module.importSection())
            .setFunctionSection(module.functionSection())
            .setTableSection(module.tableSection())
            .setGlobalSection(module.globalSection())
            .setExportSection(module.exportSection())
            .setElementSection(module.elementSection())
            .setDataSection(module.dataSection())
            .setCodeSection(code.build());
    module.memorySection().ifPresent(hollow::setMemorySection);
    module.startSection().ifPresent(hollow::setStartSection);
    module.dataCountSection().ifPresent(hollow::setDataCountSection);
    module.tagSection().ifPresent(hollow::setTagSection);
    return hollow.build();
  }

  /** Creates an instance with its own memory, limited to the given size. */
  Instance instance(Host host, DataSize memory) {
    int pages = (int) Math.min(memory.toBytes() / Memory.PAGE_SIZE, Memory.RUNTIME_MAX_PAGES);
    return Instance.builder(module)
        .withMachineFactory(machines)
        .withImportValues(imports(host))
        .withMemoryFactory(
            limits -> new ByteArrayMemory(new MemoryLimits(limits.initialPages(), pages)))
        .build();
  }

  private ImportValues imports(Host host) {
    var imports = ImportValues.builder();
    module.importSection().stream()
        .map(FunctionImport.class::cast)
        .forEach(wanted ->
            imports.addFunction(
                new HostFunction(
                    wanted.module(),
                    wanted.name(),
                    module.typeSection().getType(wanted.typeIndex()),
                    host.apply(wanted.name()))));
    return imports.build();
  }
}
