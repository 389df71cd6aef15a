using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using WaterWatch.Configuration;
using WaterWatch.Deciding;
using WaterWatch.Notify.Cap;
using WaterWatch.Pipeline;
using WaterWatch.Timeline;

namespace WaterWatch.Web.Pages.Public;

/// <summary>An answer as it goes out, whoever asks.</summary>
internal sealed record PublicBody(byte[] Bytes, string ContentType)
{
    public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..20]}\"");
}

/// <summary>
/// What the public may know, and the answers made of it. Anybody may ask as often as they like, so the record is read again only after somebody has approved or
/// withdrawn something, or the configuration has changed: nothing else changes a notice.
/// </summary>
internal sealed class PublicRecord
{
    private readonly CapIssuer _cap;
    private readonly ConfigurationInForce _configuration;
    private readonly Lock _lock = new();
    private long _acts;
    private Kept? _kept;

    public PublicRecord(CapIssuer cap, ConfigurationInForce configuration, ReadingPipeline pipeline)
    {
        (_cap, _configuration) = (cap, configuration);
        pipeline.Committed += Take;
    }

    /// <summary>An answer, made once for all who ask until something changes.</summary>
    /// <param name="name">Of the answer; few of them, since each is kept.</param>
    /// <exception cref="Storage.StorageException">The record cannot be read.</exception>
    public async Task<PublicBody> BodyAsync(string name, Func<PublicContent, Task<PublicBody>> make)
    {
        var kept = Newest();
        var body = kept.Bodies.GetOrAdd(name, _ => new Lazy<Task<PublicBody>>(() => make(kept.Content)));
        try
        {
            return await body.Value;
        }
        catch
        {
            // Whoever asks next tries again.
            kept.Bodies.TryRemove(KeyValuePair.Create(name, body));
            throw;
        }
    }

    public PublicContent Content => Newest().Content;

    private Kept Newest()
    {
        lock (_lock)
        {
            // Counted before it is read: what is approved meanwhile makes it old, and never the other way round.
            var (acts, configuration) = (Volatile.Read(ref _acts), _configuration.Now);
            if (_kept is not { } known || known.Acts != acts || known.Content.Configuration != configuration)
            {
                _kept = known = new Kept(acts, new PublicContent(configuration, Read(configuration)), []);
            }

            return known;
        }
    }

    private List<PublicIncident> Read(LoadedConfiguration configuration) =>
    [
        .. _cap.Published().Where(p => p.Messages.Count > 0)
            .Select(p => PublicIncident.Of(p.Incident.Id, p.Incident.River, configuration.Plan.Rivers.GetValueOrDefault(p.Incident.River), p.Messages))
            .OrderByDescending(i => i.Notices[^1].ApprovedAt).ThenByDescending(i => i.Id),
    ];

    /// <summary>On the pipeline's thread.</summary>
    private void Take(Batch batch)
    {
        if (batch.Entries.Any(e => e.Kind is EntryKind.IncidentPublished or EntryKind.PublicationWithdrawn))
        {
            Interlocked.Increment(ref _acts);
        }
    }

    private sealed record Kept(long Acts, PublicContent Content, ConcurrentDictionary<string, Lazy<Task<PublicBody>>> Bodies);
}

/// <summary>What was published, newest first, and the configuration whose names it has.</summary>
internal sealed record PublicContent(LoadedConfiguration Configuration, IReadOnlyList<PublicIncident> Incidents);
