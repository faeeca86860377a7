package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

class TriedArgumentsTest {

    static class Till {

        void pay(String customer, BigDecimal sum, Map<String, BigDecimal> vouchers) {
        }
    }

    private final ObjectMapper mapper = new ObjectMapper();
    private final TriedArguments arguments = TriedArguments.of(Till.class.getDeclaredMethods()[0], Till.class, false, mapper);

    private Object[] read(String sum, String voucher) {
        return arguments.read("{\"customer\": \"Ada\", \"sum\": %s, \"vouchers\": {\"a\": %s}}".formatted(sum, voucher));
    }

    @Test
    void severalArgumentsKeepTheirDigits() {
        assertThat(read("19.50", "0.12345678901234567890")).containsExactly("Ada", new BigDecimal("19.50"),
                Map.of("a", new BigDecimal("0.12345678901234567890")));
        assertThat(read("12345678901234567890.10", "0.0")).containsExactly("Ada",
                new BigDecimal("12345678901234567890.10"), Map.of("a", new BigDecimal("0.0")));
    }

    @Test
    void theyAreOneObject() {
        for (String other : new String[] { "", "[]", "null", "{\"customer\": \"Ada\"}" }) {
            assertThatThrownBy(() -> arguments.read(other)).as(other).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The payload is not an object with the arguments");
        }
    }
}
