package io.grpc.stub;

/** Stands in for gRPC's, by which a service answers. */
public interface StreamObserver<V> {

    /** Answers. */
    void onNext(V value);
}
