using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Recipes;
using Xunit;

namespace TransformerService.Distillation.Tests.Recipes;

public sealed class DecoderRecipeTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("", DecoderType.Attention)]
    [InlineData("\"decoder\": \"attention\",", DecoderType.Attention)]
    [InlineData("\"decoder\": \"ssru\",", DecoderType.Ssru)]
    public void Read_Decoder_IsTheFilesOrAttention(string field, DecoderType expected) =>
        Read(
            $$"""
            {
              "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr", "corpora": ["a"],
              "teacher": { {{field}} "modelSize": 8, "heads": 2, "encoderLayers": 1, "decoderLayers": 1, "feedForward": 8 }
            }
            """
        )
            .Teacher.TranslationShape(vocabulary: 10)
            .Decoder.ShouldBe(expected);

    [Fact]
    public void Read_ClassifierWithADecoder_IsAFault() =>
        Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    {
                      "task": "text-classification", "corpora": ["a"], "validation": ["b"],
                      "teacher": { "decoder": "ssru", "modelSize": 8, "heads": 2, "encoderLayers": 1, "feedForward": 8 }
                    }
                    """
                )
            )
            .Message.ShouldEndWith(": A classifier has no decoder.");

    [Fact]
    public void Read_ClassifierWithGuidedAlignment_IsAFault() =>
        Should
            .Throw<RecipeException>(() =>
                Read(
                    """
                    {
                      "task": "text-classification", "corpora": ["a"], "validation": ["b"],
                      "teacher": { "modelSize": 8, "heads": 2, "encoderLayers": 1, "feedForward": 8, "training": { "alignment": 0.05 } }
                    }
                    """
                )
            )
            .Message.ShouldEndWith(": training.alignment is only for translation models.");

    private Recipe Read(string json)
    {
        File.WriteAllText(_file, json);
        return RecipeFile.Read(_file);
    }
}
