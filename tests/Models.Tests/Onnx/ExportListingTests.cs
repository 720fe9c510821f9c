using Shouldly;
using TransformerService.Models.Onnx;
using Xunit;

namespace TransformerService.Models.Tests.Onnx;

/// <summary>Which files of a repository an export consists of.</summary>
public sealed class ExportListingTests
{
    [Theory]
    [InlineData("model.onnx model.onnx_data model_fp16.onnx model.safetensors README.md", null, "model.onnx model.onnx_data")]
    [InlineData(
        "onnx/model.onnx onnx/model.onnx_data onnx/model.onnx_data_1",
        null,
        "onnx/model.onnx onnx/model.onnx_data onnx/model.onnx_data_1"
    )]
    [InlineData("onnx/model.onnx onnx/model_fp16.onnx onnx/model_fp16.onnx.data", "fp16", "onnx/model_fp16.onnx onnx/model_fp16.onnx.data")]
    [InlineData("onnx/model.onnx onnx/model_quantized.onnx onnx/model_q4.onnx", "int8", "onnx/model_quantized.onnx")]
    [InlineData(
        "encoder_model.onnx decoder_model.onnx decoder_with_past_model.onnx decoder_model_merged.onnx",
        null,
        "encoder_model.onnx decoder_model.onnx decoder_with_past_model.onnx"
    )]
    [InlineData(
        "onnx/encoder_model.onnx onnx/decoder_model_merged.onnx onnx/encoder_model_quantized.onnx onnx/decoder_model_merged_quantized.onnx",
        "int8",
        "onnx/encoder_model_quantized.onnx onnx/decoder_model_merged_quantized.onnx"
    )]
    [InlineData(
        "encoder_model.onnx encoder_model_quantized.onnx decoder_model_merged_quantized.onnx",
        null,
        "encoder_model_quantized.onnx decoder_model_merged_quantized.onnx"
    )]
    [InlineData("onnx/model.onnx 1_Pooling/config.json modules.json 2_x/y.bin", null, "onnx/model.onnx modules.json 1_Pooling/config.json")]
    [InlineData(
        "onnx/model.onnx modules.json sentence_xlm-roberta_config.json 0_Transformer/sentence_roberta_config.json",
        null,
        "onnx/model.onnx modules.json sentence_xlm-roberta_config.json 0_Transformer/sentence_roberta_config.json"
    )]
    public void Needed_ARepository_IsOnePrecisionWithItsSettings(string names, string? precision, string expected)
    {
        var needed = ExportListing.Needed([.. names.Split(' '), "config.json", "vocab.txt", "pytorch_model.bin"], precision, out var fault);

        fault.ShouldBeNull();
        needed.ShouldBe([.. expected.Split(' '), "config.json", "vocab.txt"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("config.json model.safetensors", null, "optimum-cli export onnx")]
    [InlineData("config.json onnx/my-model.onnx", null, "other names")]
    [InlineData("config.json onnx/model.onnx onnx/model_q4.onnx", "fp16", "there is fp32, q4")]
    [InlineData("onnx/model.onnx", null, "config.json")]
    [InlineData("", null, "optimum-cli export onnx")]
    public void Needed_WithoutAnExport_SaysWhatToDo(string names, string? precision, string expected)
    {
        ExportListing.Needed(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), precision, out var fault).ShouldBeEmpty();

        fault.ShouldNotBeNull().ShouldContain(expected);
    }
}
