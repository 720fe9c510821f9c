using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests.Architecture;

/// <summary>What may use what: projects point down, and the folders of a project form no circle. How large files are.</summary>
public sealed class ArchitectureTests(ITestOutputHelper output)
{
    // Each may refer to those before it.
    private static readonly string[] Ordered = ["Models", "Tokenization", "Evaluation", "Inference", "Shadow", "Api"];

    private static readonly string[] OnlyOfShadow = ["Npgsql", "Microsoft.Data.Sqlite"];

    private const int MostLines = 250,
        FewLines = 20;

    private const double MostSmall = 0.15;

    public static TheoryData<string> Projects => [.. Ordered, "Distillation", "Client", "Cli"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_FormNoCircle(string project)
    {
        var graph = FolderGraph.Read("TransformerService." + project, Files(project));
        output.WriteLine($"{project}:\n{graph}");

        graph.Folders.Count.ShouldBeGreaterThan(1);
        graph.Circles().ShouldBeEmpty();
    }

    [Fact]
    public void Folders_WithAPlantedCircle_AreFound()
    {
        (string, string)[] files =
        [
            ("Batching/Batcher.cs", "using P.Sessions;\nnamespace P.Batching;\ninternal sealed class Batcher;"),
            ("Sessions/Session.cs", "using P.Telemetry;\nnamespace P.Sessions;\ninternal sealed class Session;"),
            ("Telemetry/Meters.cs", "namespace P.Telemetry;\ninternal sealed class Meters { /* nothing */ }"),
        ];
        FolderGraph.Read("P", files).Circles().ShouldBeEmpty();

        FolderGraph
            .Read("P", [.. files, ("Telemetry/Observer.cs", "using P.Batching;\nnamespace P.Telemetry;\ninternal sealed class Observer;")])
            .Circles()
            .ShouldBe([
                "Batching -> Sessions (Batching/Batcher.cs)",
                "Sessions -> Telemetry (Sessions/Session.cs)",
                "Telemetry -> Batching (Telemetry/Observer.cs)",
            ]);
        FolderGraph
            .Read(
                "P",
                [
                    .. files,
                    ("Pipeline.cs", "using P.Batching;\nnamespace P;\npublic sealed class Pipeline;"),
                    ("Batching/Row.cs", "namespace P.Batching;\nclass Row { Pipeline of; }"),
                ]
            )
            .Circles()
            .ShouldBe(["(root) -> Batching (Pipeline.cs)", "Batching -> (root) (Batching/Row.cs)"]);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Projects_ReferToLowerOnesAlone(string project)
    {
        string[] references = [.. Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];
        var lower = project switch
        {
            "Distillation" => Ordered.Except(["Api", "Shadow"]).ToArray(),
            "Client" => [], // users do not get the server with it
            "Cli" => ["Client"],
            _ => Ordered[..Array.IndexOf(Ordered, project)],
        };

        references.Except(lower).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_OfDatabases_AreTheShadowsAlone(string project)
    {
        if (project != "Shadow")
        {
            Items(project, "PackageReference").Intersect(OnlyOfShadow).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Packages_OfTokenization_HaveNoEngineAndNoServer() =>
        Items("Tokenization", "PackageReference").ShouldBe(["Microsoft.ML.Tokenizers", "Google.Protobuf", "Grpc.Tools"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_OfAProject_HoldOneIdeaOfReadableSize(string project)
    {
        var files = Files(project);
        files.Where(file => Lines(file.Text) > MostLines).Select(file => $"{file.Path}: {Lines(file.Text)} lines").ShouldBeEmpty();
        if (project != "Distillation")
        {
            (files.Count(file => Lines(file.Text) <= FewLines) / (double)files.Length).ShouldBeLessThanOrEqualTo(
                MostSmall,
                "a small type that only one other uses lives in that one's file"
            );
        }
    }

    private static int Lines(string text) => text.AsSpan().Count('\n');

    private static (string Path, string Text)[] Files(string project)
    {
        var root = Repository.File(Path.Combine("src", project));
        return
        [
            .. Directory
                .EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                .Select(file => (Path: Path.GetRelativePath(root, file).Replace('\\', '/'), file))
                .Where(file =>
                    !file.Path.StartsWith("bin/", StringComparison.Ordinal) && !file.Path.StartsWith("obj/", StringComparison.Ordinal)
                )
                .Select(file => (file.Path, File.ReadAllText(file.file))),
        ];
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument
            .Load(Repository.File($"src/{project}/{project}.csproj"))
            .Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
}
