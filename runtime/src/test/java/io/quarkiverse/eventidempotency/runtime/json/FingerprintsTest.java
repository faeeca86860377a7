package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** Which values have one fingerprint, and which have not. */
class FingerprintsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Fingerprints fingerprints = new Fingerprints(MAPPER);

    private String of(Object value) throws IOException {
        return fingerprints.of(value);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    /** As anybody computes it who has the same JSON. */
    @Test
    void isTheDigestOfCanonicalJson() throws Exception {
        assertThat(of(map("numbers", List.of(333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001), "string",
                "\u20ac$\u000F\nA'B\"\\\\\"/", "literals", Arrays.asList(null, true, false)))).as("the example of RFC 8785")
                .isEqualTo(sha256("{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"));
        assertThat(of("text")).isEqualTo(sha256("\"text\""));
        assertThat(of(null)).isEqualTo(sha256("null"));
        assertThat(of(5)).isEqualTo(of(5L)).isEqualTo(of(5.0)).isEqualTo(sha256("5"));
        assertThat(of(new Object[] { "a", 1 })).isEqualTo(sha256("[\"a\",1]"));
    }

    @Test
    void orderOfMembersAndSpellingOfNumbersDoNotCount() throws Exception {
        assertThat(of(map("b", 1, "a", map("d", 2, "c", 3)))).isEqualTo(of(map("a", map("c", 3, "d", 2), "b", 1)));
        assertThat(of(new BigDecimal("1.50"))).isEqualTo(of(1.5)).isEqualTo(of(new BigDecimal("15E-1")));
        assertThat(of(BigInteger.TEN)).isEqualTo(of(10)).isEqualTo(of(new BigDecimal("1E+1")));
        assertThat(of(MAPPER.readTree("{\"a\":1.10}"))).isEqualTo(of(map("a", 1.1)));
        ObjectMapper indenting = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        assertThat(new Fingerprints(indenting).of(map("a", List.of(1)))).isEqualTo(of(map("a", List.of(1))));
    }

    private record Tagged(Set<String> tags, Collection<Set<Object>> nested) {
    }

    private static Set<Object> set(Object... elements) {
        return new LinkedHashSet<>(List.of(elements));
    }

    /** It is another one in each process. */
    @Test
    void orderOfASetDoesNotCount() throws Exception {
        assertThat(of(set("b", "a", 10, 9))).isEqualTo(of(set(9, 10, "a", "b")));
        assertThat(of(set("a"))).isEqualTo(of(List.of("a"))).isNotEqualTo(of(set("b"))).isNotEqualTo(of("a"));
        assertThat(of(set())).isEqualTo(of(List.of()));
        assertThat(of(set(map("a", 1, "b", 2), map("c", 1.50)))).isEqualTo(of(set(map("c", 1.5), map("b", 2, "a", 1))))
                .isNotEqualTo(of(set(map("c", 1.5), map("b", 1, "a", 1))));
        assertThat(of(set(1234567890123456789L, 1L))).isEqualTo(of(set(1L, 1234567890123456789L)))
                .isNotEqualTo(of(set(1L, 1234567890123456788L)));
        assertThat(of(new Tagged(new LinkedHashSet<>(List.of("x", "y")), List.of(set("b", set(2, 1)), set()))))
                .isEqualTo(of(new Tagged(new LinkedHashSet<>(List.of("y", "x")), List.of(set(set(1, 2), "b"), set()))))
                .isNotEqualTo(of(new Tagged(new LinkedHashSet<>(List.of("y", "x")), List.of(set(), set(set(1, 2), "b")))));
        assertThat(of(EnumSet.of(TimeUnit.SECONDS, TimeUnit.DAYS))).isEqualTo(of(set(TimeUnit.DAYS, TimeUnit.SECONDS)));
        assertThat(new Fingerprints(new ObjectMapper().enable(SerializationFeature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED))
                .of(set("a"))).isEqualTo(of("a"));
    }

    @Test
    void everythingElseDoes() throws Exception {
        assertThat(List.of(of(null), of(""), of("null"), of(0), of("0"), of(false), of(List.of()), of(map()),
                of(map("a", null)), of(map("a", "")), of(List.of(1, 2)), of(List.of(2, 1)))).doesNotHaveDuplicates();
    }

    /** Canonical JSON has doubles only, in which these would be one. */
    @Test
    void numbersThatNoDoubleHoldsAreToldApart() throws Exception {
        assertThat(of(9007199254740992L)).isNotEqualTo(of(9007199254740993L));
        assertThat(of(Long.MAX_VALUE)).isNotEqualTo(of(Long.MAX_VALUE - 1)).isNotEqualTo(of(0x1p63));
        assertThat(of(map("ids", new long[] { 1234567890123456789L }))).isEqualTo(of(map("ids", List.of(1234567890123456789L))))
                .isNotEqualTo(of(map("ids", new long[] { 1234567890123456788L })));
        assertThat(of(new BigInteger("12345678901234567890"))).isNotEqualTo(of(new BigInteger("12345678901234567891")));
        assertThat(of(new BigDecimal("0.12345678901234567890"))).isEqualTo(of(new BigDecimal("0.1234567890123456789")))
                .isNotEqualTo(of(new BigDecimal("0.12345678901234567891")));
        assertThat(of(new BigDecimal("1E+400"))).isNotEqualTo(of(new BigDecimal("1E+401")));
        assertThat(of(MAPPER.readTree("[12345678901234567890]"))).isNotEqualTo(of(MAPPER.readTree("[12345678901234567891]")));
        assertThat(of(MAPPER.readTree("[1.12345678901234567890]")))
                .isNotEqualTo(of(MAPPER.readTree("[1.12345678901234567891]")));
    }

    @Test
    void valueThatCannotBeWrittenIsAnError() {
        assertThatThrownBy(() -> of(new Object())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> of(map("a", new Object()))).isInstanceOf(IOException.class);
    }
}
