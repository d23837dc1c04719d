package dev.pawl.wasm;

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
 * @param machineFactory the factory of the machines that execute the compiled functions
 */
record CompiledWasmModule(WasmModule module, Function<Instance, Machine> machineFactory) {

  /** The functions that a module may import, by name. */
  interface ImportResolver extends Function<String, WasmFunctionHandle> {}

  /** Compiles a module; takes seconds for a large one. */
  static CompiledWasmModule compile(byte[] content) {
    WasmModule module = Parser.parse(content);
    // Fail rather than interpret a function that cannot be compiled, a hundred times slower.
    Function<Instance, Machine> factory =
        MachineFactoryCompiler.builder(module)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .compile();
    Function<Instance, Machine> machineFactory =
        factory instanceof CompiledModule compiledModule
            ? compiledModule.machineFactory()
            : factory;
    return new CompiledWasmModule(
        factory instanceof CompiledModule ? withoutInstructions(module) : module, machineFactory);
  }

  /**
   * Returns the module without instructions, which are not needed once compiled and take 20 times the size of the file.
   */
  private static WasmModule withoutInstructions(WasmModule module) {
    var code =
        CodeSection.builder().setRequiresDataCount(module.codeSection().isRequiresDataCount());
    var emptyBody = new FunctionBody(List.of(), List.of());
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      code.addFunctionBody(emptyBody);
    }
    var builder =
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
    module.memorySection().ifPresent(builder::setMemorySection);
    module.startSection().ifPresent(builder::setStartSection);
    module.dataCountSection().ifPresent(builder::setDataCountSection);
    module.tagSection().ifPresent(builder::setTagSection);
    return builder.build();
  }

  /** Creates an instance with its own memory, limited to the given size. */
  Instance instantiate(ImportResolver resolver, DataSize memory) {
    int maxPages = (int) Math.min(memory.toBytes() / Memory.PAGE_SIZE, Memory.RUNTIME_MAX_PAGES);
    return Instance.builder(module)
        .withMachineFactory(machineFactory)
        .withImportValues(imports(resolver))
        .withMemoryFactory(
            limits -> new ByteArrayMemory(new MemoryLimits(limits.initialPages(), maxPages)))
        .build();
  }

  private ImportValues imports(ImportResolver resolver) {
    var imports = ImportValues.builder();
    module.importSection().stream()
        .map(FunctionImport.class::cast)
        .forEach(function ->
            imports.addFunction(
                new HostFunction(
                    function.module(),
                    function.name(),
                    module.typeSection().getType(function.typeIndex()),
                    resolver.apply(function.name()))));
    return imports.build();
  }
}
