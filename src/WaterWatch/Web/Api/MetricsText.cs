using System.Globalization;
using System.Text;
using System.Text.Json;
using WaterWatch.Clockwork;
using WaterWatch.Feeds;
using WaterWatch.Mqtt;
using WaterWatch.Mqtt.Broker;
using WaterWatch.Notify;
using WaterWatch.Pipeline;
using WaterWatch.Projection;
using WaterWatch.Storage;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Api;

/// <summary>Everything that the service counts, in the text format of Prometheus (0.0.4): what <c>/metrics</c> answers, and what the projection writes.</summary>
internal sealed class MetricsText(
    PipelineHealth health, StationFeeds feeds, CourierHealth courier, ClockworkHealth clockwork, HeartbeatHealth heartbeat, ProjectionHealth projection, WatchLog log, DiskRoom room, Inbox inbox, TimeProvider clock)
{
    public string Now()
    {
        var counts = health.Read();
        var text = new StringBuilder();
        Counter(text, "waterwatch_messages_received_total", "Messages that came into the pipeline since the process started; one that comes again counts again.", counts.Received);
        Counter(text, "waterwatch_messages_refused_total", "Messages that could not be written and were not acknowledged; they come again.", counts.Refused);
        Counter(text, "waterwatch_messages_stored_total", "Messages stored and acknowledged since the process started.", counts.Messages);
        Counter(text, "waterwatch_readings_stored_total", "Readings stored, corrections included.", counts.Readings);
        Counter(text, "waterwatch_duplicates_total", "Readings that were held already.", counts.Duplicates);
        Counter(text, "waterwatch_corrections_total", "Readings with another value or mark at an identity that was held.", counts.Corrections);
        Counter(text, "waterwatch_set_aside_repeats_total", "Payloads that had been set aside for the same reason before.", counts.SetAsideRepeats);
        Counter(text, "waterwatch_timeline_entries_total", "Timeline entries written.", counts.Entries);
        Counter(text, "waterwatch_batches_total", "Transactions written.", counts.Batches);
        Counter(text, "waterwatch_batches_failed_total", "Transactions that could not be written; nothing of them was acknowledged.", counts.FailedBatches);
        Counter(text, "waterwatch_batch_seconds_total", "Time from decoding to commit, all batches together.", counts.BatchSeconds);
        Gauge(text, "waterwatch_batch_seconds_max", "The slowest batch.", counts.SlowestBatchSeconds);
        Histogram(text, "waterwatch_commit_seconds", "Time for writing and syncing a transaction.", PipelineCounts.CommitBounds, counts.Commits, counts.CommitSeconds);
        Gauge(text, "waterwatch_inbox_length", "Messages that wait for the pipeline.", inbox.Count);
        Gauge(text, "waterwatch_index_lag_readings", "Readings not yet in the index by series.", log.TailCount);
        Gauge(text, "waterwatch_storage_up", "1 while batches can be written.", health.StorageFailure is null ? 1 : 0);
        if (room.Free is { } free)
        {
            Gauge(text, "waterwatch_disk_free_bytes", "Room that the volume of the record still has.", free);
        }

        Gauge(text, "waterwatch_notifications_waiting", "Notifications that have still to be sent.", courier.Count);
        Gauge(text, "waterwatch_notifications_oldest_seconds", "For how long the oldest of them waits.", courier.OldestAt is { } oldest ? Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds) : 0);
        Gauge(text, "waterwatch_notifier_up", "1 while every server that people are told by takes what it is given.", courier.Trouble is null ? 1 : 0);
        Memory(text);
        Jobs(text, clockwork.Jobs);
        Chain(text, clockwork.ChainCheck);
        Beats(text, heartbeat);
        Labelled(text, "waterwatch_set_aside_total", "counter", "Messages and readings set aside, by reason.", "reason", counts.SetAside.Select(r => (r.Key, (double)r.Value)));
        Labelled(text, "waterwatch_decode_faults_total", "counter", "What could not be read, or only by bending the rules, by its shape; the same payload again counts again.", "shape", counts.Shapes.Select(s => (s.Key, (double)s.Value)));
        Broker(text, feeds.BrokerCounts);
        Labelled(text, "waterwatch_feed_listening", "gauge", "1 while a feed listens with its backlog drained.", "feed", feeds.All.Select(f => (f.Name, f.State.Listening ? 1.0 : 0)));
        Labelled(text, "waterwatch_feed_connected", "gauge", "1 while a feed is connected to a broker that answers, its backlog drained or not.", "feed", feeds.All.OfType<BrokerFeed>().Select(f => (f.Name, f.IsConnected ? 1.0 : 0)));
        Labelled(text, "waterwatch_feed_connections_total", "counter", "Times that a feed has connected to its broker.", "feed", feeds.All.OfType<BrokerFeed>().Select(f => (f.Name, (double)f.Connections)));
        Labelled(text, "waterwatch_feed_devices", "gauge", "Devices that are connected and send HJ 212, by feed.", "feed", feeds.All.OfType<DeviceFeed>().Select(f => (f.Name, (double)f.Devices)));
        Labelled(text, "waterwatch_feed_devices_turned_away_total", "counter", "Devices that were turned away, since too many were connected.", "feed", feeds.All.OfType<DeviceFeed>().Select(f => (f.Name, (double)f.TurnedAway)));
        Projection(text, projection.Read());
        return text.ToString();
    }

    /// <summary>Nothing where the embedded broker is off.</summary>
    private static void Broker(StringBuilder text, MqttBrokerCounts? counts)
    {
        if (counts is null)
        {
            return;
        }

        Gauge(text, "waterwatch_broker_connections", "Connections of the embedded broker.", counts.Connections);
        Gauge(text, "waterwatch_broker_sessions", "Sessions that it keeps.", counts.Sessions);
        Counter(text, "waterwatch_broker_received_total", "Messages that clients have published to it.", counts.Received);
        Counter(text, "waterwatch_broker_delivered_total", "Messages that it has handed to subscribers, repeats included.", counts.Delivered);
        Counter(text, "waterwatch_broker_acknowledged_total", "Messages that subscribers have acknowledged.", counts.Acknowledged);
        Counter(text, "waterwatch_broker_dropped_total", "Messages that a subscriber will not get: its queue was full, it was away, its session ended.", counts.Dropped);
        Counter(text, "waterwatch_broker_expired_total", "Messages whose own time was up before a subscriber got them.", counts.Expired);
        Counter(text, "waterwatch_broker_slowed_down_total", "Times that a sender which publishes too fast was held back.", counts.SlowedDown);
        Labelled(text, "waterwatch_broker_refused_total", "counter", "Connections and packets that were not let in, and connections that were cut off, by reason.", "reason", Enum.GetValues<MqttRefusal>().Select(r => (JsonNamingPolicy.SnakeCaseLower.ConvertName($"{r}"), (double)counts.RefusedFor(r))));
    }

    /// <summary>Nothing where there is no projection.</summary>
    private void Projection(StringBuilder text, ProjectionCounts counts)
    {
        if (counts.IsOff)
        {
            return;
        }

        Gauge(text, "waterwatch_projection_up", "1 while the time-series database takes what it is given.", counts.Trouble is null ? 1 : 0);
        Gauge(text, "waterwatch_projection_lag_batches", "Batches of the record that are not in the time-series database yet.", counts.LagBatches(log.NewestBatch));
        Gauge(text, "waterwatch_projection_lag_seconds", "For how long the oldest of them waits.", counts.LagSeconds(clock.GetUtcNow()));
        Counter(text, "waterwatch_projection_points_total", "Points written into it since the process started.", counts.Written);
        Counter(text, "waterwatch_projection_refused_points_total", "Points that it did not take, which are set aside.", counts.Refused);
        Counter(text, "waterwatch_projection_failures_total", "Requests since the process started that did not write all they held.", counts.Failures);
    }

    private static void Chain(StringBuilder text, ChainCheck? check)
    {
        if (check is null)
        {
            return;
        }

        Gauge(text, "waterwatch_chain_intact", "1 when the last walk over the whole record found it unchanged.", check.IsIntact ? 1 : 0);
        Gauge(text, "waterwatch_chain_checked_timestamp_seconds", "When that walk ended.", check.At.ToUnixTimeMilliseconds() / 1000.0);
        Gauge(text, "waterwatch_chain_checked_entries", "Timeline entries that it walked.", check.Entries);
        Gauge(text, "waterwatch_chain_check_seconds", "How long it took, with its rests.", check.Took.TotalSeconds);
    }

    /// <summary>Nothing before the first was sent, or could not be: without an address there is none.</summary>
    private static void Beats(StringBuilder text, HeartbeatHealth heartbeat)
    {
        var (trouble, sentAt, failures) = heartbeat.Read();
        if (sentAt is null && failures == 0)
        {
            return;
        }

        Gauge(text, "waterwatch_heartbeat_up", "1 when the newest heartbeat was taken by whoever watches this service.", trouble is null ? 1 : 0);
        Gauge(text, "waterwatch_heartbeat_sent_timestamp_seconds", "When one last was.", (sentAt?.ToUnixTimeMilliseconds() ?? 0) / 1000.0);
        Counter(text, "waterwatch_heartbeat_failures_total", "Heartbeats that could not be sent.", failures);
    }

    private static void Jobs(StringBuilder text, IReadOnlyList<JobCounts> jobs)
    {
        Labelled(text, "waterwatch_job_runs_total", "counter", "Runs of what is done regularly, by job.", "job", jobs.Select(j => (j.Newest.Job, (double)j.Runs)));
        Labelled(text, "waterwatch_job_failures_total", "counter", "Runs that did not get done; each job has its next turn all the same.", "job", jobs.Select(j => (j.Newest.Job, (double)j.Failed)));
        Labelled(text, "waterwatch_job_slow_total", "counter", "Runs that took longer than until the job's next turn.", "job", jobs.Select(j => (j.Newest.Job, (double)j.Slow)));
        Labelled(text, "waterwatch_job_seconds", "gauge", "How long the newest run took.", "job", jobs.Select(j => (j.Newest.Job, j.Newest.Took.TotalSeconds)));
        Labelled(text, "waterwatch_job_ended_timestamp_seconds", "gauge", "When the newest run ended, by the wall clock.", "job", jobs.Select(j => (j.Newest.Job, j.Newest.EndedAt.ToUnixTimeMilliseconds() / 1000.0)));
    }

    /// <summary>What the process holds, and what of it is in use: the rest is the collector's to give back.</summary>
    private static void Memory(StringBuilder text)
    {
        var heap = GC.GetGCMemoryInfo(GCKind.Any);
        Gauge(text, "process_resident_memory_bytes", "Memory of the process.", Environment.WorkingSet);
        Gauge(text, "dotnet_gc_heap_bytes", "Managed memory in use and between objects, at the last collection.", heap.HeapSizeBytes);
        Gauge(text, "dotnet_gc_fragmented_bytes", "Of it between objects.", heap.FragmentedBytes);
        Gauge(text, "dotnet_gc_committed_bytes", "Managed memory that the system has given.", heap.TotalCommittedBytes);
        Counter(text, "dotnet_gc_allocated_bytes_total", "Managed memory that was asked for.", GC.GetTotalAllocatedBytes());
        Labelled(text, "dotnet_gc_collections_total", "counter", "Collections, by generation; those of an older one count for the younger too.", "generation", Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => ($"{g}", (double)GC.CollectionCount(g))));
        Counter(text, "dotnet_gc_pause_seconds_total", "Time for which collections held everything up.", GC.GetTotalPauseDuration().TotalSeconds);
    }

    private static void Counter(StringBuilder text, string name, string help, double value) => One(text, name, "counter", help, value);

    private static void Gauge(StringBuilder text, string name, string help, double value) => One(text, name, "gauge", help, value);

    private static void One(StringBuilder text, string name, string type, string help, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n{name} {value:R}\n");

    private static void Histogram(StringBuilder text, string name, string help, IReadOnlyList<double> bounds, IReadOnlyList<long> counts, double sum)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} histogram\n");
        var below = 0L;
        for (var i = 0; i < counts.Count; i++)
        {
            below += counts[i];
            var bound = i < bounds.Count ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{le=\"{bound}\"}} {below}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{name}_sum {sum:R}\n{name}_count {below}\n");
    }

    private static void Labelled(StringBuilder text, string name, string type, string help, string label, IEnumerable<(string Value, double Number)> rows)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (value, number) in rows)
        {
            var escaped = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{escaped}\"}} {number:R}\n");
        }
    }
}
