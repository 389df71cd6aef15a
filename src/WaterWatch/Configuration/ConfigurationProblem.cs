namespace WaterWatch.Configuration;

/// <summary>One mistake in the configuration: the service does not start while there is any.</summary>
/// <param name="File">Path below the configuration folder with <c>/</c>; or the environment variable, or the <c>--set</c> option, that holds the mistake.</param>
/// <param name="Line">From 1; 0 when the mistake has no line (a missing file, an environment variable, an option).</param>
/// <param name="Message">What is wrong, without a full stop.</param>
/// <param name="Remedy">What to write instead, without a full stop.</param>
public sealed record ConfigurationProblem(string File, int Line, string Message, string Remedy)
{
    /// <summary>As <c>check</c> prints it: <c>rivers/longjiang.yaml:41: message. Remedy.</c></summary>
    public override string ToString() => $"{Place(File, Line)}: {Message}. {Remedy}.";

    internal static string Place(string file, int line) => line > 0 ? $"{file}:{line}" : file;
}

/// <summary>Something that an operator should know and that does not keep the service from starting.</summary>
/// <param name="Line">From 1; 0 when it has none.</param>
public sealed record ConfigurationRemark(string File, int Line, string Message)
{
    public override string ToString() => $"{ConfigurationProblem.Place(File, Line)}: {Message}.";
}
