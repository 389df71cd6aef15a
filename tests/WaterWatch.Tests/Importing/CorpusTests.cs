using System.IO.Compression;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Importing;

/// <summary>Walks tests/cases/_imports: each folder is a file as somebody has one, its mapping where it needs one, and what is read of it.</summary>
public sealed class CorpusTests
{
    private static readonly string s_root = Path.Combine(Repository.Root, "tests", "cases", "_imports");

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(s_root).SelectMany(Directory.EnumerateDirectories).Select(d => Path.GetRelativePath(s_root, d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_is_read_as_its_expected_txt_says(string name)
    {
        var folder = Path.Combine(s_root, name);
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "expected.txt")), FileCases.Read(FileOf(folder), MappingOf(folder)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compressed_it_says_the_same(string name)
    {
        var folder = Path.Combine(s_root, name);
        var (plain, packed) = (FileOf(folder), Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-{Path.GetFileName(FileOf(folder))}.gz"));
        try
        {
            using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.Fastest))
            {
                gzip.Write(File.ReadAllBytes(plain));
            }

            Assert.Equal(
                FileCases.Read(plain, MappingOf(folder)),
                FileCases.Read(packed, MappingOf(folder)).Select(l => l.Replace(Path.GetFileName(packed), Path.GetFileName(plain), StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(packed);
        }
    }

    [Fact]
    public void There_are_good_and_bad_ones() =>
        Assert.All((string[])["good", "bad"], kind => Assert.True(Directory.EnumerateDirectories(Path.Combine(s_root, kind)).Count() >= 10, kind));

    private static string FileOf(string folder) => Directory.EnumerateFiles(folder).Single(f => Path.GetFileName(f) is not ("expected.txt" or "mapping.yaml"));

    private static string? MappingOf(string folder) => Path.Combine(folder, "mapping.yaml") is var path && File.Exists(path) ? File.ReadAllText(path) : null;
}
