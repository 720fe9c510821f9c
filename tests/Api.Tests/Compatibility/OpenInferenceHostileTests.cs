using System.Globalization;
using System.Text.Json;
using TransformerService.Api.Tests.Hosting;
using Xunit;
using static TransformerService.Api.Tests.Compatibility.OpenInferenceCalls;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>Every length of a request in binary can lie: each lie is a 400.</summary>
public sealed class OpenInferenceHostileTests(ExportsServer server)
{
    private const string Classifier = "/v2/models/distilbert/infer";

    private static readonly string[] Texts = ["Two dogs are playing in the snow.", "", "a"];

    [Theory]
    [InlineData("-1")]
    [InlineData("+5")]
    [InlineData("1.5")]
    [InlineData("0x10")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("100000")]
    [InlineData("1")]
    public async Task Infer_WrongHeader_IsA400(string length)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { inputs = new[] { OpenInferenceBinaryTests.BinaryInput("text", [3], new { data = Texts }) } }
        );

        ShouldBeError(await OpenInferenceBinaryTests.PostAsync(server, Classifier, body, length), 400);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(0L)]
    [InlineData(3L)]
    [InlineData(7L)]
    [InlineData(9L)]
    [InlineData(1_000_000L)]
    [InlineData(4_294_967_304L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Infer_WrongBinaryDataSize_IsA400(long size) =>
        await ShouldBeRefusedAsync(
            OpenInferenceBinaryTests.BinaryInput("text", [1], new { parameters = new { binary_data_size = size } }),
            Tensor(["abcd"])
        );

    [Theory]
    [InlineData("05000000 61626364")] // longer than what is there
    [InlineData("FFFFFFFF 61626364")] // −1
    [InlineData("00000080 61626364")]
    [InlineData("FFFFFF7F 61626364")]
    [InlineData("03000000 61626364")] // shorter: a byte is left
    [InlineData("00000000 61626364")]
    [InlineData("00000004 61626364")] // big-endian
    [InlineData("04000000 616263")]
    [InlineData("040000")]
    [InlineData("")]
    [InlineData("02000000 C328")] // not UTF-8
    [InlineData("03000000 EDA080")] // half of a surrogate pair
    [InlineData("04000000 61626364 00000000")] // a second element
    public async Task Infer_WrongBinaryData_IsA400(string hexadecimal)
    {
        var bytes = Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));

        await ShouldBeRefusedAsync(
            OpenInferenceBinaryTests.BinaryInput("text", [1], new { parameters = new { binary_data_size = bytes.Length } }),
            bytes
        );
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(2L)]
    [InlineData(100_000L)]
    [InlineData(2_147_483_647L)]
    [InlineData(4_294_967_297L)] // 1, if it were cut to 32 bits
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Infer_ShapeThatIsNotThatOfTheData_IsA400(long texts)
    {
        var tensor = Tensor(["abcd"]);
        var parameters = new { binary_data_size = tensor.Length };

        await ShouldBeRefusedAsync(OpenInferenceBinaryTests.BinaryInput("text", [texts], new { parameters }), tensor);
        await ShouldBeRefusedAsync(OpenInferenceBinaryTests.BinaryInput("text", [texts, 1], new { parameters }), tensor);
        await ShouldBeRefusedAsync(OpenInferenceBinaryTests.BinaryInput("text", [1, texts], new { parameters }), tensor);
        await ShouldBeRefusedAsync(
            OpenInferenceBinaryTests.BinaryInput("text", [long.MaxValue, long.MaxValue, texts], new { parameters }),
            tensor
        );
    }

    [Fact]
    public async Task Infer_OverlappingOrSuperfluousData_IsA400()
    {
        var tensor = Tensor(["abcd"]);
        var whole = new { parameters = new { binary_data_size = tensor.Length } };
        object both = new
        {
            name = "text",
            shape = new[] { 1 },
            datatype = "BYTES",
            data = new[] { "abcd" },
            parameters = new { binary_data_size = tensor.Length },
        };

        await ShouldBeRefusedAsync(
            [OpenInferenceBinaryTests.BinaryInput("text", [1], whole), OpenInferenceBinaryTests.BinaryInput("text_pair", [1], whole)],
            tensor
        );
        await ShouldBeRefusedAsync([OpenInferenceBinaryTests.BinaryInput("text", [1], whole)], [.. tensor, 0]);
        await ShouldBeRefusedAsync([OpenInferenceBinaryTests.BinaryInput("text", [1], new { data = Texts[..1] })], tensor);
        await ShouldBeRefusedAsync([both], tensor);
    }

    [Fact]
    public async Task Infer_BinaryDataInJsonsLength_IsA400()
    {
        var tensor = Tensor(["abcd"]);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                inputs = new[]
                {
                    OpenInferenceBinaryTests.BinaryInput("text", [1], new { parameters = new { binary_data_size = tensor.Length } }),
                },
            }
        );
        byte[] body = [.. json, .. tensor];

        foreach (var length in new[] { json.Length - 1, json.Length + 1, body.Length })
        {
            ShouldBeError(
                await OpenInferenceBinaryTests.PostAsync(server, Classifier, body, length.ToString(CultureInfo.InvariantCulture)),
                400
            );
        }
    }

    private Task ShouldBeRefusedAsync(object input, byte[] binary) => ShouldBeRefusedAsync([input], binary);

    private async Task ShouldBeRefusedAsync(object[] inputs, byte[] binary)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new { inputs });
        var answer = await OpenInferenceBinaryTests.PostAsync(
            server,
            Classifier,
            [.. json, .. binary],
            json.Length.ToString(CultureInfo.InvariantCulture)
        );

        ShouldBeError(answer, 400);
    }
}
