package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;

/**
 * Writes a number that no double holds as text, as RFC 8785 advises (appendix D): its canonical form has doubles only, so that
 * two ids of 64 bits, or two amounts of twenty digits, would become one.
 */
final class ExactNumbers extends JsonGeneratorDelegate {

    ExactNumbers(JsonGenerator generator) {
        super(generator, false);
    }

    @Override
    public void writeNumber(long number) throws IOException {
        double nearest = number;
        // Long.MAX_VALUE's nearest is one more than it, and would come back as it.
        if ((long) nearest == number && number != Long.MAX_VALUE) {
            super.writeNumber(number);
        } else {
            writeString(Long.toString(number));
        }
    }

    @Override
    public void writeNumber(BigInteger number) throws IOException {
        if (isDouble(new BigDecimal(number))) {
            super.writeNumber(number);
        } else {
            writeString(number.toString());
        }
    }

    /** By its value: {@code 1.50} is {@code 1.5}. */
    @Override
    public void writeNumber(BigDecimal number) throws IOException {
        if (isDouble(number)) {
            super.writeNumber(number.doubleValue());
        } else {
            writeString(number.stripTrailingZeros().toString());
        }
    }

    /** What Jackson knows as text alone is a number of somebody's own making. */
    @Override
    public void writeNumber(String number) throws IOException {
        writeNumber(new BigDecimal(number));
    }

    @Override
    public void writeArray(long[] array, int offset, int length) throws IOException {
        writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(array[i]);
        }
        writeEndArray();
    }

    private static boolean isDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest) && new BigDecimal(Double.toString(nearest)).compareTo(number) == 0;
    }
}
