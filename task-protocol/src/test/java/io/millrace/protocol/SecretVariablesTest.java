package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretVariablesTest {

  @Test
  void everyPropertyHasAVariableOfItsOwnThatAnyShellAccepts() {
    assertThat(SecretVariables.consumerProperty("sasl.jaas.config"))
        .isEqualTo("MILLRACE_SECRET_7361736c2e6a6161732e636f6e666967")
        .isNotEqualTo(SecretVariables.consumerProperty("sasl_jaas_config"))
        .matches("[A-Za-z_][A-Za-z0-9_]*");
    assertThat(SecretVariables.consumerProperty("größe")).matches("[A-Za-z_][A-Za-z0-9_]*");
  }
}
