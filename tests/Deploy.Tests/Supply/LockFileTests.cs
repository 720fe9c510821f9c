using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace TransformerService.Deploy.Tests.Supply;

/// <summary>
/// Every project is locked for both builds. A restore in locked mode finds an old packages.lock.json itself; the builds for NVIDIA are
/// restored by nobody here.
/// </summary>
public sealed class LockFileTests
{
    private const string Engine = "microsoft.ml.onnxruntime";

    public static TheoryData<string> Projects =>
        [.. LockFile.Projects().Select(project => Path.GetRelativePath(Repository.Root, project)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void LockFiles_OfAProject_HaveThePackagesThatItNames(string project)
    {
        var path = Repository.File(project);
        Direct(LockFile.Read(path, LockFile.Cpu)).ShouldBe(Named(path, "Cpu"), ignoreOrder: true, "run tools/lock-packages.sh");
        Direct(LockFile.Read(path, LockFile.Cuda)).ShouldBe(Named(path, "Cuda"), ignoreOrder: true, "run tools/lock-packages.sh");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void LockFiles_OfBothBuilds_DifferInTheEngineAlone(string project)
    {
        var path = Repository.File(project);
        WithoutEngine(LockFile.Read(path, LockFile.Cuda))
            .ShouldBe(WithoutEngine(LockFile.Read(path, LockFile.Cpu)), ignoreOrder: true, "run tools/lock-packages.sh");
    }

    [Fact]
    public void LockFiles_Together_LockOneHashForEachPackage()
    {
        var packages = LockFile
            .Projects()
            .SelectMany(project => new[] { LockFile.Cpu, LockFile.Cuda }.SelectMany(name => LockFile.Read(project, name).Packages))
            .ToList();

        packages.ShouldAllBe(package => package.Hash.Length == 88); // SHA-512 in base 64
        foreach (var versions in packages.GroupBy(package => (package.Name, package.Version)))
        {
            versions.Select(package => package.Hash).Distinct().ShouldHaveSingleItem(versions.Key.Name);
        }
    }

    [Fact]
    public void NuGetConfig_OfTheRepository_NamesNoSourceAndClearsNone()
    {
        var root = XDocument.Load(Repository.File("NuGet.config")).Root!;

        root.Elements().Select(element => element.Name.LocalName).ShouldBe(["packageSourceMapping"]);
        root.Descendants("package").Single().Attribute("pattern")!.Value.ShouldBe("*");
    }

    private static IEnumerable<(string Name, string Version)> Direct(LockFile file) =>
        file.Packages.Where(package => package.Kind == "Direct").Select(package => (package.Name, package.Version));

    // A condition is on OnnxRuntimeBuild, or on the target framework: a lock file has the packages of all frameworks.
    private static IEnumerable<(string Name, string Version)> Named(string project, string build)
    {
        var central = XDocument.Load(Repository.File("Directory.Packages.props"));
        var versions = central
            .Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);
        return XDocument
            .Load(project)
            .Descendants("PackageReference")
            .Where(package =>
                package.Attribute("Condition") is not { } condition
                || condition.Value == $"'$(OnnxRuntimeBuild)' == '{build}'"
                || condition.Value.StartsWith("'$(TargetFramework)' == ", StringComparison.Ordinal)
            )
            .Select(package => package.Attribute("Include")!.Value)
            .Select(name => (name.ToLowerInvariant(), versions[name]))
            .Concat(
                central
                    .Descendants("GlobalPackageReference")
                    .Select(package => (package.Attribute("Include")!.Value.ToLowerInvariant(), package.Attribute("Version")!.Value))
            );
    }

    private static IEnumerable<(string Name, string Version)> WithoutEngine(LockFile file) =>
        file
            .Packages.Where(package => !package.Name.StartsWith(Engine, StringComparison.Ordinal))
            .Select(package => (package.Name, package.Version));
}
