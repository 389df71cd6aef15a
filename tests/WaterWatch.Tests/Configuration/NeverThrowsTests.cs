using WaterWatch.Configuration;
using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Tests.Configuration;

/// <summary>Whatever a slip of the hand does to a file, reading it ends with a configuration or with problems, never with an exception.</summary>
public sealed class NeverThrowsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("waterwatch-configuration-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("waterwatch.yaml")]
    [InlineData("limits/brook-rules.yaml")]
    [InlineData("rivers/brook.yaml")]
    [InlineData("people.yaml")]
    public void However_a_file_is_mangled(string file)
    {
        var good = Path.Combine(Repository.Fixtures, "good", "every-option");
        foreach (var source in Directory.EnumerateFiles(good, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(good, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }

        var text = File.ReadAllText(Path.Combine(_folder, file));
        var random = new Random(20120115);
        for (var i = 0; i < 150; i++)
        {
            var mangled = Mangled(text, random);
            File.WriteAllText(Path.Combine(_folder, file), mangled);
            ConfigurationResult? result = null;
            var thrown = Record.Exception(() => result = Repository.Load(_folder));
            Assert.True(thrown is null, $"This text of {file} throws {thrown}:\n{mangled}");
            Assert.Equal(result!.Loaded is null, result.Problems.Count > 0);
        }
    }

    [Theory]
    [InlineData("adress", "address", 1)]
    [InlineData("client-id", "client_id", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("lalang", "LALANG", 0)]
    public void Distance_counts_changed_letters(string a, string b, int distance) => Assert.Equal(distance, Nearest.Distance(a, b));

    private static string Mangled(string text, Random random)
    {
        const string signs = "{}[]:,-#&*!|>'\"%@`~? \t\n\0é龙9";
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, signs[random.Next(signs.Length)].ToString()),
                2 => text.Insert(at, text.Substring(random.Next(text.Length - length), length)),
                _ => text[..at] + signs[random.Next(signs.Length)] + text[(at + 1)..],
            };
        }

        return text;
    }
}
