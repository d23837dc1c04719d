package dev.pawl.configuration;

import dev.pawl.configuration.UnknownPropertiesException.UnknownProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * Refuses to start with {@code pawl.*} properties that do not exist, from any source, as they would silently have no effect,
 * and with values that are not accepted. It runs before any other bean is created, so that nothing has been changed yet, and
 * reports all faults at once.
 */
@Component
class ConfigurationCheck implements BeanFactoryPostProcessor, EnvironmentAware, Ordered {

  private static final Class<ConfigurationProperties> CONFIGURATION = ConfigurationProperties.class;
  private static final String PREFIX = "pawl.";
  private static final String VARIABLE_PREFIX = "PAWL_";

  /**
   * The variables that the service does not read: those of the command-line client and of {@code docker-compose.yml}, and
   * those that Pawl sets for its programs, one of which may be another Pawl.
   */
  private static final Set<String> FOREIGN_VARIABLES =
      Set.of(
          "PAWL_URL",
          "PAWL_TOKEN",
          "PAWL_USER",
          "PAWL_TARGETS",
          "PAWL_BUILD_NETWORK",
          "PAWL_ADMIN_TOKEN_FILE",
          "PAWL_RUN",
          "PAWL_COMMAND",
          "PAWL_PARALLELISM",
          "PAWL_SHARE",
          "PAWL_SIMPLE",
          "PAWL_ALLOWED_TOOLS");

  /** The variables that Kubernetes sets for services whose name begins with {@code pawl}. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "PAWL(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private ConfigurableEnvironment environment = new StandardEnvironment();

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = (ConfigurableEnvironment) environment;
  }

  /** Runs before the other checks, which use properties. */
  @Override
  public int getOrder() {
    return 0;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
    List<Class<? extends Record>> records = findRecords(beanFactory);
    requireKnown(records);
    requireValid(records);
  }

  /** Returns the property records that are registered as beans. */
  private static List<Class<? extends Record>> findRecords(
      ConfigurableListableBeanFactory beanFactory) {
    var records = new ArrayList<Class<? extends Record>>();
    for (String bean : beanFactory.getBeanDefinitionNames()) {
      String className = beanFactory.getBeanDefinition(bean).getBeanClassName();
      if (className != null && className.startsWith("dev.pawl.")) {
        Class<?> type = ClassUtils.resolveClassName(className, beanFactory.getBeanClassLoader());
        if (type.isRecord() && AnnotatedElementUtils.hasAnnotation(type, CONFIGURATION)) {
          records.add(type.asSubclass(Record.class));
        }
      }
    }
    return records;
  }

  private void requireKnown(Collection<Class<? extends Record>> records) {
    PropertyNames names = PropertyNames.of(records);
    List<UnknownProperty> unknown =
        environment.getPropertySources().stream()
            .flatMap(source -> findUnknown(source, names).stream())
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      throw new UnknownPropertiesException(unknown);
    }
  }

  /**
   * Binds the records like Spring Boot, which stops at the first one that is invalid. Its own validator cannot be used
   * before the message source of the context exists. A second factory costs 10 to 20 ms of a start: what takes long, loading
   * the classes of Hibernate Validator, happens only once.
   */
  private void requireValid(Collection<Class<? extends Record>> records) {
    var invalid = new ArrayList<BindValidationException>();
    try (var validator = new LocalValidatorFactoryBean()) {
      validator.setMessageInterpolator(new ParameterMessageInterpolator());
      validator.afterPropertiesSet();
      Binder binder = Binder.get(environment);
      for (Class<? extends Record> type : records) {
        var handler =
            new ValidationBindHandler(
                new IgnoreTopLevelConverterNotFoundBindHandler(), validator, new SelfValidator());
        try {
          binder.bindOrCreate(PropertyNames.prefix(type), Bindable.of(type), handler);
        } catch (BindException e) {
          invalid.add(findValidationException(e));
        }
      }
    }
    if (!invalid.isEmpty()) {
      throw new InvalidPropertiesException(invalid);
    }
  }

  /** Calls the comparisons of records. */
  private static final class SelfValidator implements Validator {

    @Override
    public boolean supports(Class<?> type) {
      return SelfValidatingProperties.class.isAssignableFrom(type);
    }

    @Override
    public void validate(Object target, Errors errors) {
      ((SelfValidatingProperties) target).compare(errors);
    }
  }

  /** Returns the cause that lists the invalid values; other causes, such as a text for a number, end the start at once. */
  private static BindValidationException findValidationException(BindException exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindValidationException invalid) {
        return invalid;
      }
    }
    throw exception;
  }

  private static List<UnknownProperty> findUnknown(PropertySource<?> source, PropertyNames names) {
    return switch (source) {
      case SystemEnvironmentPropertySource variables -> findUnknownVariables(variables, names);
      case CompositePropertySource composite ->
          composite.getPropertySources().stream()
              .flatMap(part -> findUnknown(part, names).stream())
              .toList();
      case EnumerablePropertySource<?> enumerable ->
          Arrays.stream(enumerable.getPropertyNames())
              .filter(ConfigurationCheck::hasPrefix)
              .filter(name -> !names.contains(ConfigurationPropertyName.adapt(name, '.')))
              .map(name -> unknownProperty(enumerable, name, names))
              .toList();
      default -> List.of();
    };
  }

  private static boolean hasPrefix(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith(PREFIX);
  }

  private static UnknownProperty unknownProperty(
      PropertySource<?> source, String name, PropertyNames names) {
    return new UnknownProperty(name, origin(source, name), names.findNear(name));
  }

  private static List<UnknownProperty> findUnknownVariables(
      SystemEnvironmentPropertySource source, PropertyNames names) {
    var unknown = new ArrayList<UnknownProperty>();
    for (String name : source.getPropertyNames()) {
      if (hasPrefix(name)) {
        if (!names.contains(ConfigurationPropertyName.adapt(name, '.'))) {
          unknown.add(unknownProperty(source, name, names));
        }
      } else if (isProperty(name.toUpperCase(Locale.ROOT)) && !names.containsVariable(name)) {
        List<String> near =
            names.findNear(name.toLowerCase(Locale.ROOT).replace('_', '.')).stream()
                .map(ConfigurationCheck::variable)
                .toList();
        unknown.add(new UnknownProperty(name, "environment variable", near));
      }
    }
    return unknown;
  }

  private static boolean isProperty(String variable) {
    return variable.startsWith(VARIABLE_PREFIX)
        && !FOREIGN_VARIABLES.contains(variable)
        && !SERVICE_LINK.matcher(variable).matches();
  }

  /** Returns the environment variable of a property. */
  private static String variable(String property) {
    return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static String origin(PropertySource<?> source, String name) {
    var origin = OriginLookup.getOrigin(source, name);
    return origin == null ? source.getName() : origin.toString();
  }
}
