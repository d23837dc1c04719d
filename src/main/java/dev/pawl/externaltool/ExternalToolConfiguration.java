package dev.pawl.externaltool;

import dev.pawl.tool.FixVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Registers the fixer, the checker and the linter of each description of an external tool. */
@Configuration(proxyBeanMethods = false)
@Import(ExternalToolConfiguration.Registrar.class)
class ExternalToolConfiguration {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .build();

  /** Returns all descriptions, sorted by name. */
  static List<ExternalTool> loadAll() {
    try {
      return Arrays.stream(
              new PathMatchingResourcePatternResolver()
                  .getResources("classpath*:external-tools/*.yaml"))
          .map(ExternalToolConfiguration::read)
          .sorted(Comparator.comparing(ExternalTool::name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ExternalTool read(Resource resource) {
    var settings = LoadSettings.builder().setLabel(resource.getDescription()).build();
    try (InputStream stream = resource.getInputStream()) {
      return MAPPER.convertValue(
          new Load(settings).loadFromInputStream(stream), ExternalTool.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class Registrar implements BeanRegistrar {

    @Override
    public void register(BeanRegistry registry, Environment environment) {
      for (ExternalTool tool : loadAll()) {
        if (tool.fix() != null) {
          registry.registerBean(
              tool.name() + "-fixer",
              ExternalFixer.class,
              bean ->
                  bean.supplier(context ->
                      new ExternalFixer(
                          tool,
                          context.bean(ProgramLocator.class),
                          context.bean(BatchRunner.class))));
        }
        if (tool.clean() != null) {
          registry.registerBean(
              tool.name() + "-linter",
              ExternalLinter.class,
              bean ->
                  bean.supplier(context ->
                      new ExternalLinter(
                          tool,
                          context.bean(ProgramLocator.class),
                          context.bean(BatchRunner.class),
                          context.bean(FixVerifier.class))));
        }
        if (tool.check() != null) {
          registry.registerBean(
              tool.name() + "-checker",
              ExternalChecker.class,
              bean ->
                  bean.supplier(context ->
                      new ExternalChecker(
                          tool,
                          context.bean(ProgramLocator.class),
                          context.bean(BatchRunner.class))));
        }
      }
    }
  }
}
