using System.Text.RegularExpressions;

namespace TransformerService.Deploy.Tests.Architecture;

/// <summary>
/// Which folder of a project uses which, by the using directives of its files: a namespace is a folder, and a directive that is not needed
/// fails the build. A
/// folder also sees the types beside it in the project's root without a directive: these are found by their names.
/// </summary>
internal sealed partial class FolderGraph
{
    public const string Root = "(root)";

    private readonly SortedDictionary<string, SortedDictionary<string, string>> _edges = new(StringComparer.Ordinal);

    private FolderGraph() { }

    /// <summary>The folders, in their order.</summary>
    public IReadOnlyCollection<string> Folders => _edges.Keys;

    /// <summary>Reads a project's files.</summary>
    /// <param name="project">Its namespace.</param>
    /// <param name="files">Their paths below the project's folder, and what is in them.</param>
    public static FolderGraph Read(string project, IReadOnlyCollection<(string Path, string Text)> files)
    {
        var graph = new FolderGraph();
        string[] rootTypes =
        [
            .. files
                .Where(file => Folder(file.Path) == Root)
                .SelectMany(file => Declared().Matches(file.Text))
                .Select(type => type.Groups["name"].Value),
        ];
        foreach ((var path, var text) in files)
        {
            var folder = Folder(path);
            graph._edges.TryAdd(folder, new SortedDictionary<string, string>(StringComparer.Ordinal));
            foreach (Match directive in Directive().Matches(text))
            {
                var used = directive.Groups["namespace"].Value;
                if (used.StartsWith(project + ".", StringComparison.Ordinal))
                {
                    graph.Add(folder, used[(project.Length + 1)..].Split('.')[0], path);
                }
            }

            var code = Comment().Replace(text, "");
            if (folder != Root && rootTypes.FirstOrDefault(type => Regex.IsMatch(code, $@"\b{type}\b")) is not null)
            {
                graph.Add(folder, Root, path);
            }
        }

        return graph;
    }

    /// <summary>
    /// The folders that can be reached from one another, with the edges among them and a file for each; empty if there is no circle.
    /// </summary>
    public IReadOnlyList<string> Circles() =>
        [
            .. from edges in _edges
            from to in edges.Value
            where Reaches(to.Key, edges.Key, [])
            select $"{edges.Key} -> {to.Key} ({to.Value})",
        ];

    public override string ToString() =>
        string.Join('\n', _edges.Select(folder => $"{folder.Key} -> {string.Join(", ", folder.Value.Keys)}"));

    private static string Folder(string path) =>
        path.Contains('/', StringComparison.Ordinal) ? path[..path.IndexOf('/', StringComparison.Ordinal)] : Root;

    private void Add(string from, string to, string file)
    {
        if (from != to)
        {
            _edges[from].TryAdd(to, file);
        }
    }

    private bool Reaches(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && _edges.TryGetValue(from, out var next) && next.Keys.Any(folder => Reaches(folder, to, seen)));

    [GeneratedRegex(@"^using (static |\w+ = )?(?<namespace>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(
        @"^(public|internal)[\w ]* (class|struct|record|interface|enum|delegate [\w<>.?]+) (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Declared();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
