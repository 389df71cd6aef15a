using WaterWatch.Configuration.RiverFiles;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Rivers;

namespace WaterWatch.Tests.Configuration;

/// <summary>The course of a river, out of a file that comes from elsewhere. What is bad in the usual ways is in the fixture bad/map.</summary>
public sealed class GeoJsonTests
{
    private const string Line = """{ "type": "LineString", "coordinates": [[108.1, 24.5], [108.2, 24.6]] }""";

    [Fact]
    public void Its_lines_are_taken_wherever_they_stand_and_repeated_positions_once()
    {
        var river = Repository.MustLoad(Repository.Load(Path.Combine(Repository.Fixtures, "good", "every-option"))).Plan.Rivers["brook"];

        Assert.Equal(
            [[new(-24.5m, 108.667m), new(-24.51m, 108.668m), new(-24.52m, 108.7m)], [new(-24.49m, 108.69m), new(-24.52m, 108.7m)]],
            river.Course);
        Assert.Equal((new GeoPoint(-24.5m, 108.667m), true), (river.Network.Places[0].At, river.Network.Places[0].IsAtAssumed));
    }

    [Fact]
    public void A_file_that_changes_changes_the_hash_of_the_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("waterwatch-geojson-").FullName;
        try
        {
            foreach (var source in Directory.EnumerateFiles(Path.Combine(Repository.Fixtures, "good", "every-option"), "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(folder, Path.GetRelativePath(Path.Combine(Repository.Fixtures, "good", "every-option"), source));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(source, target);
            }

            var before = Repository.MustLoad(Repository.Load(folder)).Hash;
            File.WriteAllText(Path.Combine(folder, "rivers", "brook.geojson"), Line);
            Assert.NotEqual(before, Repository.MustLoad(Repository.Load(folder)).Hash);

            File.WriteAllText(Path.Combine(folder, "rivers", "brook.geojson"), new string(' ', 4_000_001));
            Assert.Contains("geojson: rivers/brook.geojson has more than 4 MB", Assert.Single(Repository.Load(folder).Problems).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void No_more_is_read_than_a_river_can_have()
    {
        var position = "[108.1, 24.5], [108.2, 24.6], ";
        var many = string.Concat(Enumerable.Repeat(position, (GeoJsonReader.MostPositions / 2) + 1));
        Assert.Contains($"more than {GeoJsonReader.MostPositions} positions", Problem($$"""{ "type": "LineString", "coordinates": [{{many}}[1, 1]] }"""), StringComparison.Ordinal);

        var lines = string.Join(", ", Enumerable.Repeat("[[108.1, 24.5], [108.2, 24.6]]", GeoJsonReader.MostLines + 1));
        Assert.Contains($"coordinates[{GeoJsonReader.MostLines}] is the line after {GeoJsonReader.MostLines} others", Problem($$"""{ "type": "MultiLineString", "coordinates": [{{lines}}] }"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_wrong_throughout_is_told_five_times()
    {
        var problems = new Problems();
        var bad = string.Join(", ", Enumerable.Repeat("[[1000, 1000]]", 200));
        Assert.Empty(new GeoJsonReader("rivers/x.geojson", problems).Read($$"""{ "type": "MultiLineString", "coordinates": [{{bad}}] }"""));
        Assert.Equal(5, problems.Sorted().Count);
    }

    [Theory]
    [InlineData("""{ "type": "LineString\u001b[31m<script>", "coordinates": [] }""")]
    [InlineData("""{ "type": "\uDC00", "coordinates": [] }""")]
    [InlineData("""{ "type": "LineString", "coordinates": [["\uD800", 1], [1, 1]] }""")]
    [InlineData("""{ "type": { "type": "LineString" } }""")]
    [InlineData("null")]
    [InlineData("")]
    public void Nothing_out_of_a_hostile_file_is_told_or_taken(string text)
    {
        var problem = Problem(text);
        Assert.DoesNotContain("script", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', problem);
    }

    [Fact]
    public void However_it_is_mangled_it_is_a_line_or_a_problem()
    {
        const string signs = "{}[]:,\"\\u-0e9 \n\0é";
        var random = new Random(20120115);
        for (var i = 0; i < 5_000; i++)
        {
            var text = Line.ToCharArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                text[random.Next(text.Length)] = signs[random.Next(signs.Length)];
            }

            var problems = new Problems();
            var lines = new GeoJsonReader("rivers/x.geojson", problems).Read(new string(text));
            Assert.Equal(lines.Count == 0, problems.Any);
            Assert.All(lines.SelectMany(l => l), p => Assert.True(p is { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 }));
        }
    }

    private static string Problem(string text)
    {
        var problems = new Problems();
        Assert.Empty(new GeoJsonReader("rivers/x.geojson", problems).Read(text));
        return Assert.Single(problems.Sorted()).ToString();
    }
}
