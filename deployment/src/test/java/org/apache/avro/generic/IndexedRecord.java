package org.apache.avro.generic;

/** Avro's, which all its records implement. Here instead of a dependency on Avro. */
public interface IndexedRecord {

    /** {@return the value of a field} */
    Object get(int field);
}
