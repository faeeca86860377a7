package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The names of the Kafka clusters that the channels of one scope consume from. Records of two clusters can have the same topic,
 * partition and offset; the name of their cluster tells their places apart.
 * <p>
 * One cluster has no name, so that its places are the same whether there are others or not: the cluster that
 * {@code bootstrap.servers} of all channels names, else that of the first channel. Any other cluster has the name of its first
 * channel, which does not change when its servers do. Channels that have a server in common have one cluster.
 *
 * @param names by channel; channels of the cluster without a name are not in it
 */
public record KafkaClusters(Map<String, String> names) {

    /** The clusters of a scope that has only one. */
    public static final KafkaClusters ONE = new KafkaClusters(Map.of());

    /** The prefix of the properties of all Kafka clients of the application. */
    static final String CLIENTS = "kafka.";

    public static final String SERVERS = "bootstrap.servers";

    private static final String DEFAULT_SERVERS = "localhost:9092";

    /** {@return whether all channels consume from one cluster} */
    public boolean areOne() {
        return names.isEmpty();
    }

    /** {@return the name of the cluster that a channel consumes from; {@code null} for the one that has no name} */
    public @Nullable String nameOf(String channel) {
        return names.get(channel);
    }

    /**
     * The clusters of a scope.
     *
     * @param channels the channels of all its methods, of any connector. Messages of a channel inside the application may come
     *        from any Kafka channel.
     * @param beans the {@code bootstrap.servers} of a CDI bean that holds the configuration of a channel, by its identifier;
     *        it gives {@code null} where there are none
     */
    public static KafkaClusters of(Collection<String> channels, Config config, Function<String, @Nullable String> beans) {
        Set<String> all = new TreeSet<>(channels);
        if (all.stream().anyMatch(name -> new ChannelConfig(config, name).connector() == null)) {
            all.addAll(ChannelConfig.incoming(config));
        }
        List<Cluster> clusters = new ArrayList<>();
        for (String name : all) {
            ChannelConfig channel = new ChannelConfig(config, name).orElse(CLIENTS);
            if (Connector.named(channel.connector()) == Connector.KAFKA) {
                add(clusters, name, serversOf(channel, beans));
            }
        }
        if (clusters.size() < 2) {
            return ONE;
        }
        Set<String> ofAll = parse(ChannelConfig
                .value(config, "mp.messaging.connector.smallrye-kafka." + SERVERS)
                .or(() -> ChannelConfig.value(config, CLIENTS + SERVERS)).orElse(DEFAULT_SERVERS));
        Cluster unnamed = clusters.stream().filter(cluster -> cluster.shares(ofAll)).findFirst().orElse(clusters.get(0));
        Map<String, String> names = new HashMap<>();
        for (Cluster cluster : clusters) {
            if (cluster != unnamed) {
                cluster.channels.forEach(channel -> names.put(channel, cluster.channels.first()));
            }
        }
        return new KafkaClusters(Map.copyOf(names));
    }

    /** Clusters are sorted by their first channels. */
    private record Cluster(SortedSet<String> channels, Set<String> servers) {

        boolean shares(Set<String> others) {
            return !Collections.disjoint(servers, others);
        }
    }

    /** Adds a channel, whose servers may show that several clusters are one. */
    private static void add(List<Cluster> clusters, String channel, Set<String> servers) {
        Cluster joined = new Cluster(new TreeSet<>(Set.of(channel)), new TreeSet<>(servers));
        for (Cluster cluster : List.copyOf(clusters)) {
            if (cluster.shares(servers)) {
                clusters.remove(cluster);
                joined.channels.addAll(cluster.channels);
                joined.servers.addAll(cluster.servers);
            }
        }
        clusters.add(joined);
        clusters.sort(Comparator.comparing(cluster -> cluster.channels.first()));
    }

    private static Set<String> serversOf(ChannelConfig channel, Function<String, @Nullable String> beans) {
        String own = channel.own(SERVERS).orElse(null);
        if (own == null) {
            own = beans.apply(channel.attribute("kafka-configuration", channel.channel()));
        }
        return parse(own == null ? channel.attribute(SERVERS, DEFAULT_SERVERS) : own);
    }

    /** {@return the servers without their order, their case and the names of their listeners} */
    private static Set<String> parse(String servers) {
        return Arrays.stream(servers.toLowerCase(Locale.ROOT).split(","))
                .map(server -> server.substring(server.lastIndexOf('/') + 1).strip()).filter(server -> !server.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
