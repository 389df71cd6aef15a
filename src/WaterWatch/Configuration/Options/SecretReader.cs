using WaterWatch.Configuration.Yaml;

namespace WaterWatch.Configuration.Options;

/// <summary>Reads a secret that stands in the configuration itself, or in a file of its own that it names.</summary>
internal static class SecretReader
{
    /// <param name="key">Such as <c>password</c>; <c>password_file</c> is the other way to give it.</param>
    /// <param name="directory">The configuration folder, to which the file's path is relative.</param>
    public static Secret Read(Section section, string key, string directory)
    {
        var fileKey = $"{key}_file";
        var inline = section.Text(key);
        var file = section.Text(fileKey);
        if (file is not { Length: > 0 })
            return new Secret(inline);

        if (inline is { Length: > 0 })
            section.Problem(fileKey, $"{key} and {fileKey} are both given", "Keep one of them, best the file");

        var path = Path.Combine(directory, file);
        try
        {
            // Editors and "echo" end a file with a line break that is no part of the secret.
            return new Secret(File.ReadAllText(path).TrimEnd('\r', '\n'));
        }
        catch (IOException)
        {
            Unreadable(section, fileKey, file);
        }
        catch (UnauthorizedAccessException)
        {
            Unreadable(section, fileKey, file);
        }

        return default;
    }

    private static void Unreadable(Section section, string fileKey, string file) =>
        section.Problem(
            fileKey,
            $"{fileKey}: \"{file}\" cannot be read",
            "Give a path relative to the configuration folder, or an absolute one, that the service may read");
}
