using WaterWatch.Deciding;
using WaterWatch.OnCall;

namespace WaterWatch.Pipeline;

/// <summary>
/// What people could not be told of, the service having failed where it decides whom to tell. Each is left alone for a minute, so that the others are told, and then made up for;
/// at once when the configuration changes, which may have been what it failed on.
/// </summary>
internal sealed class UntoldSubjects
{
    /// <summary>More that fail in a row are no fault of a subject: nobody is told by that decision, and all are looked at again.</summary>
    private const int MostInARow = 8;

    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Subject, DateTimeOffset> _again = [];
    private DateTimeOffset? _allAgain;
    private Untold _tried = Untold.Nothing;
    private int _inARow;

    /// <summary>What is left out of a decision now, and what is made up for in it.</summary>
    public Untold At(DateTimeOffset now)
    {
        if (_again.Count == 0 && _allAgain is null)
        {
            return _tried = Untold.Nothing;
        }

        var due = _again.Where(a => a.Value <= now).Select(a => a.Key).ToHashSet();
        return _tried = new Untold(_again.Keys.Where(s => !due.Contains(s)).ToHashSet(), due, _allAgain <= now);
    }

    /// <returns>Whether the decision is tried once more with telling, without this subject.</returns>
    public bool Failed(Subject subject, DateTimeOffset now, PipelineHealth health)
    {
        _again[subject] = now + s_pause;
        health.CannotTell(now);
        return ++_inARow < MostInARow;
    }

    /// <summary>Nobody was told by a decision.</summary>
    public void AllFailed(DateTimeOffset now, PipelineHealth health)
    {
        _allAgain = now + s_pause;
        _tried = Untold.Nothing;
        health.CannotTell(now);
    }

    /// <summary>The next decision makes up for everything.</summary>
    public void TryAll()
    {
        foreach (var subject in _again.Keys.ToList())
        {
            _again[subject] = DateTimeOffset.MinValue;
        }

        _allAgain = _allAgain is null ? null : DateTimeOffset.MinValue;
    }

    /// <summary>What the newest decision made up for is on disk.</summary>
    public void Written(PipelineHealth health)
    {
        _inARow = 0;
        if (!_tried.IsTriedAgain)
        {
            return;
        }

        foreach (var subject in _tried.Again)
        {
            _again.Remove(subject);
        }

        _allAgain = _tried.IsAllAgain ? null : _allAgain;
        _tried = Untold.Nothing;
        if (_again.Count == 0 && _allAgain is null)
        {
            health.Tells();
        }
    }
}
