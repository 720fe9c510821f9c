using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Quality;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation;

public sealed class QualityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Translate_CalibratedModel_GivesQualityOfWhatWasTranslated()
    {
        using var catalog = new TestCatalog();
        var folder = catalog.Add("en-fr", "marian-tiny", """{ "task": "translation" }""");
        var hash = ContentHash.OfFolder(folder);
        QualityJson.Write(folder, new QualityCalibration(hash, 1, [0.5, -0.1, -1, -1, -1, 0.1]));
        ContentHash.OfFolder(folder).ShouldBe(hash);
        await catalog.Catalog.LoadAsync(Token);
        using var pipeline = catalog.Pipeline();

        var answer = await pipeline.TranslateAsync(new TranslationRequest(["Two dogs are playing. A man sits.", "12 34"]), Token);

        answer.Translations[0].Quality.ShouldNotBeNull().ShouldBeInRange(0, 1);
        answer.Translations[1].Quality.ShouldBeNull();
        catalog.Catalog.Models[0].Variants[0].Model!.Warnings.ShouldNotContain(warning => warning.Contains(QualityCalibration.Name)); // it has loaded
    }

    [Fact]
    public async Task Translate_CalibrationOfAnotherExport_IsNotUsedAndWarns()
    {
        using var catalog = new TestCatalog();
        var folder = catalog.Add("en-fr", "marian-tiny", """{ "task": "translation" }""");
        QualityJson.Write(folder, new QualityCalibration("00", 1, [0, 0, 0, 0, 0, 0]));
        await catalog.Catalog.LoadAsync(Token);
        using var pipeline = catalog.Pipeline();

        var answer = await pipeline.TranslateAsync(new TranslationRequest(["Two dogs are playing."]), Token);

        answer.Translations[0].Quality.ShouldBeNull();
        catalog.Catalog.Models[0].Variants[0].Model!.Warnings.ShouldContain(warning => warning.Contains("another content")); // it has loaded
    }
}
