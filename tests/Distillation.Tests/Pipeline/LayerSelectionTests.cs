using Shouldly;
using TransformerService.Distillation.Pipeline;
using Xunit;

namespace TransformerService.Distillation.Tests.Pipeline;

public sealed class LayerSelectionTests
{
    [Theory]
    [InlineData(6, 6, "0 1 2 3 4 5")]
    [InlineData(3, 6, "0 3 5")]
    [InlineData(2, 6, "0 5")]
    [InlineData(1, 6, "0")]
    [InlineData(4, 6, "0 2 3 5")]
    public void TeacherLayer_OfEachLayer_IsSpreadEvenly(int student, int teacher, string expected) =>
        string.Join(' ', Enumerable.Range(0, student).Select(layer => LayerSelection.TeacherLayer(layer, student, teacher)))
            .ShouldBe(expected);

    [Fact]
    public void ClassifierName_Layer_IsTheLargerModelsOthersAreTheSame()
    {
        LayerSelection.ClassifierName("layer.1.fc1.weight", 3, 6).ShouldBe("layer.3.fc1.weight");
        LayerSelection.ClassifierName("layer.2.self_attn.qkv_proj.bias", 3, 6).ShouldBe("layer.5.self_attn.qkv_proj.bias");
        LayerSelection.ClassifierName("pre_classifier.weight", 3, 6).ShouldBe("pre_classifier.weight");
    }

    [Fact]
    public void TeacherName_Layer_IsTheTeachersOthersAreTheSame()
    {
        string Name(string name) => LayerSelection.TeacherName(name, stack => stack == "encoder" ? (2, 6) : (1, 4));
        Name("model.encoder.layers.1.fc1.weight").ShouldBe("model.encoder.layers.5.fc1.weight");
        Name("model.decoder.layers.0.encoder_attn.kv_proj.bias").ShouldBe("model.decoder.layers.0.encoder_attn.kv_proj.bias");
        Name("model.shared.weight").ShouldBe("model.shared.weight");
    }
}
