using System.Text.RegularExpressions;

namespace TransformerService.Api.Hub;

/// <summary>A model of the Hub as a command names it: <c>owner/name</c> or <c>owner/name@revision</c>.</summary>
/// <param name="Id">The owner and the name.</param>
/// <param name="Revision">A branch, a tag or a commit. Default <c>main</c>.</param>
internal sealed partial record HubId(string Id, string Revision)
{
    /// <summary>What a wrong one is told.</summary>
    public const string Form = "owner/name or owner/name@revision";

    private const string Main = "main";

    /// <summary>The name without its owner.</summary>
    public string Name => Id[(Id.IndexOf('/') + 1)..];

    /// <summary>Reads it; <see langword="null"/> if it is not one.</summary>
    public static HubId? Parse(string written)
    {
        var (id, revision) = written.IndexOf('@') is var at and >= 0 ? (written[..at], written[(at + 1)..]) : (written, Main);
        return
            IdForm().IsMatch(id)
            && !id.Contains("..", StringComparison.Ordinal)
            && RevisionForm().IsMatch(revision)
            && !revision.Contains("..", StringComparison.Ordinal)
            ? new HubId(id, revision)
            : null;
    }

    [GeneratedRegex(@"\A(?:[A-Za-z0-9][A-Za-z0-9._-]{0,95}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,95}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionForm();
}
