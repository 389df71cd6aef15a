using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace WaterWatch.Configuration.Yaml;

/// <summary>Turns YAML text into nodes that know their lines. From the parser's events, since only they keep every line and every key, repeated ones too.</summary>
internal sealed class YamlTree
{
    // Deeper than any file of ours; text from elsewhere must not exhaust the stack.
    private const int DeepestLevel = 32;

    private readonly string _file;
    private readonly Problems _problems;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchors = [];

    private YamlTree(string file, string text, Problems problems)
    {
        _file = file;
        _problems = problems;
        _scanner = new Scanner(new StringReader(text));
        _parser = new Parser(_scanner);
    }

    /// <summary>The document's node; null when it is empty or is not YAML, which is then one problem.</summary>
    public static ConfigNode? Parse(string file, string text, Problems problems)
    {
        var tree = new YamlTree(file, text, problems);
        try
        {
            return tree.Document();
        }
        catch (YamlException e)
        {
            tree.NotYaml(e.Start.Line, Uncapitalised(e.Message.TrimEnd('.')));
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 16.3's scanner throws this, without a place, for a plain text in brackets that are not closed.
            tree.NotYaml(tree._scanner.CurrentPosition.Line, "a bracket or quote before this is not closed");
        }

        return null;
    }

    private void NotYaml(long line, string why) =>
        _problems.Add(
            new Origin(_file, (int)line),
            $"this is not YAML: {why}",
            "Look at this line and the one above for indentation (spaces, never tabs), a missing colon, quote or bracket");

    private static string Uncapitalised(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];

    private ConfigNode? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
            return null;

        _parser.Consume<DocumentStart>();
        var node = Node(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            _problems.Add(At(second), "a second YAML document begins here and would not be read", "Keep one document a file: take out the line ---");
        }

        return node is ConfigScalar { IsNothing: true } ? null : node;
    }

    private ConfigNode Node(int depth)
    {
        if (depth > DeepestLevel)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"Nested more than {DeepestLevel} levels deep");

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (_anchors.TryGetValue(alias.Value.Value, out var named))
                return named;

            throw new YamlException(alias.Start, alias.End, $"No anchor &{alias.Value.Value} stands before this alias");
        }

        var start = _parser.Current as NodeEvent;
        ConfigNode node = start switch
        {
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            _ => Scalar(_parser.Consume<Scalar>()),
        };
        if (start is { Anchor.IsEmpty: false })
            _anchors[start.Anchor.Value] = node;

        return node;
    }

    private ConfigScalar Scalar(Scalar scalar) => new(scalar.Value, scalar.Style != ScalarStyle.Plain, At(scalar));

    private ConfigList Sequence(int depth)
    {
        var list = new ConfigList(At(_parser.Consume<SequenceStart>()));
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            list.Items.Add(Node(depth + 1));
        }

        return list;
    }

    private ConfigMap Mapping(int depth)
    {
        var map = new ConfigMap(At(_parser.Consume<MappingStart>()));
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            if (key is not ConfigScalar { Text: var name })
            {
                _problems.Add(key.Origin, $"a key must be a word, not {key.Kind}", "Put a word before the colon");
            }
            else if (map.Entries.Find(e => e.Key == name) is { } first)
            {
                _problems.Add(
                    key.Origin,
                    $"\"{name}\" stands here a second time (first on line {first.Origin.Line})",
                    "Keep one of them: only one could be in force");
            }
            else
            {
                map.Entries.Add(new ConfigEntry(name, key.Origin, value));
            }
        }

        return map;
    }

    private Origin At(ParsingEvent e) => new(_file, (int)e.Start.Line);
}
