namespace WaterWatch.Rivers;

/// <summary>Finds what no river does.</summary>
public static class Circles
{
    /// <summary>A circle of reaches, as the ids along it, the first one again at the end; empty when there is none.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<Reach> reaches)
    {
        var below = reaches.ToLookup(r => r.From, r => r.To);
        var done = new HashSet<string>();
        return reaches.Select(r => r.From).Where(from => !done.Contains(from)).Select(from => From(from, below, done)).FirstOrDefault(c => c.Count > 0) ?? [];
    }

    /// <summary>Walks down from one place, on a list of its own rather than by recursion: a river may have ten thousand places in a row.</summary>
    private static IReadOnlyList<string> From(string start, ILookup<string, string> below, HashSet<string> done)
    {
        var path = new List<string>();
        var onPath = new HashSet<string>();
        var left = new Stack<IEnumerator<string>>();
        Enter(start);
        while (left.TryPeek(out var next))
        {
            if (!next.MoveNext())
            {
                left.Pop();
                onPath.Remove(path[^1]);
                done.Add(path[^1]);
                path.RemoveAt(path.Count - 1);
            }
            else if (onPath.Contains(next.Current))
            {
                return [.. path.SkipWhile(p => p != next.Current), next.Current];
            }
            else if (!done.Contains(next.Current))
            {
                Enter(next.Current);
            }
        }

        return [];

        void Enter(string place)
        {
            path.Add(place);
            onPath.Add(place);
            left.Push(below[place].GetEnumerator());
        }
    }
}
