using Shouldly;
using TransformerService.Models.Catalog;
using Xunit;

namespace TransformerService.Inference.Tests.Catalog;

/// <summary>Models whose model.json chooses among ONNX files.</summary>
public sealed class ChosenFileTests
{
    [Theory]
    [InlineData("""{ "task": "text-classification", "file": "model.onnx" }""")]
    [InlineData("""{ "task": "text-classification", "precision": "fp32" }""")]
    public async Task Load_FileChosenInModelJson_IsServed(string manifest)
    {
        using var catalog = new TestCatalog();
        catalog.Add("m", "bert-tiny", manifest);
        await catalog.Catalog.LoadAsync(TestContext.Current.CancellationToken);
        var model = catalog.Catalog.Describe("m");
        model.Variants[0].Faults.ShouldBeEmpty();
        model.State.ShouldBe(ModelState.Ready);
    }
}
