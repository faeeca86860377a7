package org.acme.guide;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import com.google.protobuf.Internal;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

import io.quarkiverse.eventidempotency.results.ResultFormat;

// tag::format[]
@Singleton
public class ProtobufResults implements ResultFormat<MessageLite> {

    private final Map<Class<?>, Parser<? extends MessageLite>> parsers = new ConcurrentHashMap<>();

    @Override
    public Class<MessageLite> type() {
        return MessageLite.class;
    }

    @Override
    public byte[] write(MessageLite result) {
        return result.toByteArray();
    }

    @Override
    public MessageLite read(byte[] bytes, Class<? extends MessageLite> declared) throws InvalidProtocolBufferException {
        return parsers.computeIfAbsent(declared, type -> Internal.getDefaultInstance(declared).getParserForType())
                .parseFrom(bytes);
    }
}
// end::format[]
