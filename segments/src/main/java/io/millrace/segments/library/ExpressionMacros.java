package io.millrace.segments.library;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.apache.druid.guice.ExpressionModule;
import org.apache.druid.math.expr.ExprMacroTable;

/**
 * The functions that Druid adds to its expression language beyond the built-in ones; lookups are
 * left out, they need a server.
 */
final class ExpressionMacros {

  private ExpressionMacros() {}

  static ExprMacroTable table(ObjectMapper mapper) {
    List<ExprMacroTable.ExprMacro> macros = new ArrayList<>();
    for (Class<? extends ExprMacroTable.ExprMacro> macro : ExpressionModule.EXPR_MACROS) {
      macros.add(create(macro, mapper));
    }
    return new ExprMacroTable(macros);
  }

  /** A macro is constructed from nothing, or from the mapper for those that read or write JSON. */
  private static ExprMacroTable.ExprMacro create(
      Class<? extends ExprMacroTable.ExprMacro> type, ObjectMapper mapper) {
    try {
      for (Constructor<?> constructor : type.getConstructors()) {
        Class<?>[] parameters = constructor.getParameterTypes();
        if (parameters.length == 1 && parameters[0] == ObjectMapper.class) {
          return type.cast(constructor.newInstance(mapper));
        }
      }
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("expression function " + type.getName() + " cannot be constructed", e);
    }
  }
}
