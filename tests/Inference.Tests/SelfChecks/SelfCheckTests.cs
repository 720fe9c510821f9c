using Shouldly;
using TransformerService.Inference.Tests.Versions;
using TransformerService.Models.Catalog;
using TransformerService.Models.SelfChecks;
using TransformerService.Tests.Support.Exports;
using Xunit;

namespace TransformerService.Inference.Tests.SelfChecks;

public sealed class SelfCheckTests : IDisposable
{
    private readonly VersionedModel _model = new();
    private readonly string _folder;

    public SelfCheckTests() => _folder = _model.Add(1);

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Load_WithoutASample_IsOnlyWarmedUpAndSaysSo()
    {
        File.Delete(Path.Combine(_folder, SelfCheckFile.Name));

        var version = await LoadAsync();

        version.State.ShouldBe(VersionState.Ready);
        version.SelfCheck.ShouldNotBeNull().State.ShouldBe(SelfCheckState.None);
        version.SelfCheck.Note.ShouldNotBeNull().ShouldContain("only warmed up");
    }

    [Fact]
    public async Task Load_AScoreWithinTheTolerance_Passes()
    {
        Rewrite(file => file with { Samples = [.. file.Samples.Select(sample => sample with { Score = sample.Score + 0.015 })] });

        (await LoadAsync()).SelfCheck.ShouldBe(new SelfCheckInfo(SelfCheckState.Passed, 2, 2, null, null));
    }

    [Fact]
    public async Task Load_AScoreBeyondTheTolerance_FailsAndShowsBoth()
    {
        Rewrite(file => file with { Samples = [file.Samples[0] with { Score = 0.5 }, file.Samples[1]], Tolerance = 0.0001 });

        var version = await LoadAsync();

        version.State.ShouldBe(VersionState.Failed);
        version.SelfCheck.ShouldNotBeNull().Passed.ShouldBe(1);
        version.Faults.ShouldHaveSingleItem().ShouldContain("but should be");
    }

    [Fact]
    public async Task Load_AsManyOtherAnswersAsMayDiffer_PassesAndCountsThem()
    {
        Rewrite(file => file with { Samples = [file.Samples[0] with { Answer = "other" }, file.Samples[1]], MayDiffer = 1 });

        (await LoadAsync()).SelfCheck.ShouldBe(new SelfCheckInfo(SelfCheckState.Passed, 2, 1, null, null));
    }

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.15, false)]
    public async Task Load_Float32ScoresInTheSample_BoundTheDrift(double drift, bool passes)
    {
        Rewrite(file => file with { Samples = [file.Samples[0], file.Samples[1] with { Reference = file.Samples[1].Score - drift }] });

        var version = await LoadAsync();

        version.SelfCheck.ShouldNotBeNull().Drift.ShouldNotBeNull().ShouldBe(drift, 1e-4);
        version.State.ShouldBe(passes ? VersionState.Ready : VersionState.Failed);
        version.Faults.Count(fault => fault.Contains("more than maxDrift, 0.1", StringComparison.Ordinal)).ShouldBe(passes ? 0 : 1);
    }

    [Fact]
    public async Task Load_ADefaultModelsTranslations_PassAloneAndTogether()
    {
        using var catalog = new Catalog.TestCatalog();
        string source = Path.Combine(Fixtures.Root, "..", "..", "models", "en-fr"),
            target = Path.Combine(catalog.Root, "en-fr");
        foreach (
            var file in Directory
                .EnumerateFiles(source, "*", SearchOption.AllDirectories)
                .Where(file => !file.Contains("teacher", StringComparison.Ordinal))
        )
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? "");
            File.Copy(file, copy);
        }

        await catalog.Catalog.LoadAsync(TestContext.Current.CancellationToken);

        var version = catalog.Catalog.Describe("en-fr").Variants[0].Versions.ShouldHaveSingleItem();
        version.SelfCheck.ShouldNotBeNull().State.ShouldBe(SelfCheckState.Passed);
        version.SelfCheck.Passed.ShouldBe(version.SelfCheck.Samples);
        version.SelfCheck.Note.ShouldBeNull("static scales: alone and in a batch alike");
    }

    private void Rewrite(Func<SelfCheckFile, SelfCheckFile> change) =>
        SelfCheckJson.Write(_folder, change(SelfCheckJson.Read(_folder).ShouldNotBeNull()));

    private async Task<VersionInfo> LoadAsync()
    {
        await _model.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        return _model.Version(1);
    }
}
