package dev.pawl.web;

import dev.pawl.web.InvalidRequestException.ValidationError;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpEntity;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Rejects requests of the API before any work starts: those with unknown or repeated query parameters (422), and those
 * that accept no representation of the response (406).
 */
@Component
class StrictRequestInterceptor implements HandlerInterceptor, WebMvcConfigurer {

  private final HeaderContentNegotiationStrategy accepted = new HeaderContentNegotiationStrategy();
  private final Map<HandlerMethod, Contract> contracts = new ConcurrentHashMap<>();

  /**
   * What a handler accepts.
   *
   * @param parameters the names of the query parameters, with whether they may be repeated
   * @param prefixes the prefixes of further parameters
   * @param produced the media types of the response; empty if Spring or the handler itself selects the type
   */
  private record Contract(
      Map<String, Boolean> parameters, List<String> prefixes, List<MediaType> produced) {

    static Contract of(HandlerMethod handler) {
      var parameters = new TreeMap<String, Boolean>();
      var names = new DefaultParameterNameDiscoverer();
      for (MethodParameter parameter : handler.getMethodParameters()) {
        RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
        if (annotation == null || Map.class.isAssignableFrom(parameter.getParameterType())) {
          continue;
        }
        parameter.initParameterNameDiscovery(names);
        String name =
            StringUtils.hasText(annotation.name())
                ? annotation.name()
                : String.valueOf(parameter.getParameterName());
        parameters.put(name, Collection.class.isAssignableFrom(parameter.getParameterType()));
      }
      var prefix = handler.getMethodAnnotation(ParameterPrefix.class);
      return new Contract(
          parameters, prefix == null ? List.of() : List.of(prefix.value()), produced(handler));
    }

    private static List<MediaType> produced(HandlerMethod handler) {
      var mapping =
          AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), RequestMapping.class);
      var text = handler.getMethodAnnotation(AlsoText.class);
      if (text != null) {
        return List.of(MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN);
      }
      boolean selectsType = mapping == null || mapping.produces().length > 0;
      return selectsType || !isDocument(handler.getReturnType())
          ? List.of()
          : List.of(MediaType.APPLICATION_JSON);
    }

    /** Returns whether the body of the response is an object that is converted to JSON. */
    private static boolean isDocument(MethodParameter returnType) {
      ResolvableType type = ResolvableType.forMethodParameter(returnType);
      if (HttpEntity.class.isAssignableFrom(type.toClass())) {
        Type body = type.getGeneric(0).getType();
        return body instanceof Class<?> bodyClass && isDocument(bodyClass);
      }
      return isDocument(type.toClass());
    }

    private static boolean isDocument(Class<?> type) {
      return type != void.class
          && type != Void.class
          && type != Object.class
          && !CharSequence.class.isAssignableFrom(type);
    }

    /** Returns the reason why a parameter is rejected; null if it is accepted. */
    @Nullable String rejectionReason(String name, int values) {
      Boolean repeatable = parameters.get(name);
      if (repeatable == null && prefixes.stream().noneMatch(name::startsWith)) {
        return describeKnown();
      }
      return values > 1 && !Boolean.TRUE.equals(repeatable) ? "must be given only once" : null;
    }

    private String describeKnown() {
      var known = new ArrayList<>(parameters.keySet());
      prefixes.forEach(prefix -> known.add(prefix + "<name>"));
      return known.isEmpty()
          ? "is not a known parameter; this request has no parameters"
          : "is not a known parameter; the known parameters are " + String.join(", ", known);
    }
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**");
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws HttpMediaTypeNotAcceptableException {
    if (handler instanceof HandlerMethod method
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      Contract contract = contracts.computeIfAbsent(method, Contract::of);
      checkAccept(request, contract.produced());
      checkParameters(request, contract);
    }
    return true;
  }

  private void checkAccept(HttpServletRequest request, List<MediaType> produced)
      throws HttpMediaTypeNotAcceptableException {
    if (produced.isEmpty()) {
      return;
    }
    List<MediaType> types = accepted.resolveMediaTypes(new ServletWebRequest(request));
    boolean acceptable =
        types.stream()
            .filter(type -> type.getQualityValue() > 0)
            .anyMatch(type -> produced.stream().anyMatch(type::isCompatibleWith));
    if (!acceptable) {
      throw new HttpMediaTypeNotAcceptableException(produced);
    }
  }

  private static void checkParameters(HttpServletRequest request, Contract contract) {
    if (request.getQueryString() == null) {
      return;
    }
    var errors = new ArrayList<ValidationError>();
    Set<Map.Entry<String, String[]>> parameters = request.getParameterMap().entrySet();
    for (var parameter : parameters) {
      String reason = contract.rejectionReason(parameter.getKey(), parameter.getValue().length);
      if (reason != null) {
        errors.add(new ValidationError(parameter.getKey(), reason));
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidRequestException(errors);
    }
  }
}
