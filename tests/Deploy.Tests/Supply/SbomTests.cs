using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests.Supply;

/// <summary>
/// The software bills of materials, docs/licenses.md and the lock files name the same packages, and the models that are here.
/// </summary>
public sealed partial class SbomTests
{
    [Theory]
    [InlineData("service.cpu.cdx.json", "Api", LockFile.Cpu)]
    [InlineData("service.cuda.cdx.json", "Api", LockFile.Cuda)]
    [InlineData("trainer.cdx.json", "Distillation", LockFile.Cpu)]
    public void Sbom_Packages_AreThoseThatAreLocked(string sbom, string project, string lockFile) =>
        Packages(sbom)
            .Select(package => (package.Name, package.Version))
            .ShouldBe(
                LockFile
                    .Read(Repository.File("src", project, $"{project}.csproj"), lockFile)
                    .Packages.Select(package => (package.Name, package.Version))
                    .Distinct(),
                ignoreOrder: true,
                "run tools/write-sbom.sh"
            );

    [Theory]
    [InlineData("service.cpu.cdx.json", "## In the service")]
    [InlineData("trainer.cdx.json", "## In the trainer besides")]
    public void Sbom_PackagesAndLicences_AreThoseOfTheList(string sbom, string heading)
    {
        var section = File.ReadAllText(Repository.File("docs", "licenses.md")).Split(heading)[1].Split("\n## ")[0];
        var listed = Row()
            .Matches(section)
            .Select(row => (Name: row.Groups[1].Value, Version: row.Groups[2].Value, Licence: row.Groups[3].Value))
            .ToList();

        listed
            .Select(row => (row.Name, row.Version))
            .ShouldBe(
                Packages(sbom).Select(package => (package.Name, package.Version)),
                ignoreOrder: true,
                "run tools/list-licenses.sh and tools/write-sbom.sh"
            );
        foreach (var (name, version, licence) in listed.Where(row => !row.Licence.Contains(' ', StringComparison.Ordinal)))
        {
            Packages(sbom).Single(package => package.Name == name && package.Version == version).Licence.ShouldBe(licence, name);
        }
    }

    [Theory]
    [InlineData("service.cpu.cdx.json")]
    [InlineData("service.cuda.cdx.json")]
    public void Sbom_Models_AreThoseOfTheRepository(string sbom)
    {
        var listed = Components(sbom)
            .Where(component => component.GetProperty("type").GetString() == "machine-learning-model")
            .SelectMany(
                model => model.GetProperty("components").EnumerateArray(),
                (model, file) => (Model: Text(model, "name"), File: Text(file, "name"), Hash: Sha256(file))
            )
            .ToList();
        var models = Repository.File("models");

        listed
            .Select(file => $"{file.Model}/{file.File}")
            .ShouldBe(
                Directory
                    .EnumerateDirectories(models)
                    .SelectMany(Directory.EnumerateDirectories)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                    .Select(file => Path.GetRelativePath(models, file).Replace('\\', '/')),
                ignoreOrder: true,
                "run tools/write-sbom.sh"
            );
        foreach (var (model, file, hash) in listed)
        {
            Convert
                .ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(models, model, file))))
                .ShouldBe(hash, $"{model}/{file}: run tools/write-sbom.sh");
        }
    }

    [Theory]
    [InlineData("service.cpu.cdx.json", "Microsoft.ML.OnnxRuntime", "runtimes/linux-x64/native/libonnxruntime.so")]
    [InlineData(
        "service.cuda.cdx.json",
        "Microsoft.ML.OnnxRuntime.Gpu.Linux",
        "runtimes/linux-x64/native/libonnxruntime_providers_cuda.so"
    )]
    [InlineData("trainer.cdx.json", "libtorch-cpu-linux-x64", "runtimes/linux-x64/native/libtorch_cpu.so")]
    public void Sbom_NativeLibraries_StandUnderTheirPackage(string sbom, string package, string library) =>
        Components(sbom)
            .Single(component => Text(component, "name") == package)
            .GetProperty("components")
            .EnumerateArray()
            .Select(file => Text(file, "name"))
            .ShouldContain(library);

    private static List<(string Name, string Version, string? Licence)> Packages(string sbom) =>
        [
            .. Components(sbom)
                .Where(component => component.TryGetProperty("purl", out _))
                .Select(component => (Text(component, "name").ToLowerInvariant(), Text(component, "version"), Licence(component))),
        ];

    private static IEnumerable<JsonElement> Components(string sbom)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.File("sbom", sbom)));
        return [.. document.RootElement.GetProperty("components").Clone().EnumerateArray()];
    }

    private static string? Licence(JsonElement component)
    {
        var licence = component.GetProperty("licenses")[0];
        return licence.TryGetProperty("expression", out var expression) ? expression.GetString()
            : licence.GetProperty("license").TryGetProperty("id", out var id) ? id.GetString()
            : null;
    }

    private static string Sha256(JsonElement file) => Text(file.GetProperty("hashes")[0], "content");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    [GeneratedRegex(@"^\| ([a-z0-9._-]+) \| ([0-9][^ ]*) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
