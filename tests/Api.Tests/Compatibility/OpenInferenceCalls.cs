using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Hosting;

namespace TransformerService.Api.Tests.Compatibility;

/// <summary>What the tests of the Open Inference Protocol send and check.</summary>
internal static class OpenInferenceCalls
{
    /// <summary>An input of JSON.</summary>
    public static object Input(string name, int[] shape, object data) =>
        new
        {
            name,
            shape,
            datatype = "BYTES",
            data,
        };

    /// <summary>The answer of a native call.</summary>
    public static async Task<JsonElement> NativeAsync(ApiServer server, string path, object body)
    {
        var answer = await server.PostAsync(path, JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    /// <summary>The answer of a model, as JSON alone.</summary>
    public static async Task<JsonElement> InferAsync(ApiServer server, string model, object body)
    {
        var answer = await server.PostAsync($"/v2/models/{model}/infer", JsonSerializer.Serialize(body));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        answer.Response.Headers.Contains("Inference-Header-Content-Length").ShouldBeFalse();
        return answer.Json;
    }

    /// <summary>Checks an output of JSON, and returns its data.</summary>
    public static JsonElement Output(JsonElement answer, int index, string name, string datatype, int[] shape)
    {
        var output = answer.GetProperty("outputs")[index];
        output.EnumerateObject().Select(field => field.Name).ShouldBe(["name", "datatype", "shape", "data"]);
        output.GetProperty("name").GetString().ShouldBe(name);
        output.GetProperty("datatype").GetString().ShouldBe(datatype);
        output.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()).ShouldBe(shape);
        output.GetProperty("data").GetArrayLength().ShouldBe(shape.Aggregate((one, other) => one * other));
        return output.GetProperty("data");
    }

    public static IEnumerable<string?> Strings(JsonElement data) => data.EnumerateArray().Select(text => text.GetString());

    public static double[] Numbers(JsonElement data) => [.. data.EnumerateArray().Select(number => number.GetDouble())];

    /// <summary>A tensor of texts in binary.</summary>
    public static byte[] Tensor(params string[] texts)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var text in texts.Select(Encoding.UTF8.GetBytes))
        {
            writer.Write(text.Length); // little-endian
            writer.Write(text);
        }

        return stream.ToArray();
    }

    /// <summary>Reads a tensor of texts in binary.</summary>
    public static List<string> ReadTexts(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var texts = new List<string>();
        while (reader.BaseStream.Position < bytes.Length)
        {
            texts.Add(Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())));
        }

        return texts;
    }

    /// <summary>Reads a tensor of numbers in binary.</summary>
    public static float[] ReadNumbers(byte[] bytes) => [.. bytes.Chunk(sizeof(float)).Select(number => BitConverter.ToSingle(number))];

    /// <summary>Checks a failure in the protocol's form, and returns its message.</summary>
    public static string ShouldBeError(Answer answer, int status)
    {
        ((int)answer.Status).ShouldBe(status, answer.Text);
        answer.MediaType.ShouldBe("application/json");
        answer.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["error"]);
        answer.Text.ShouldNotContain(Problems.Canary, Case.Insensitive);
        answer.Text.ShouldNotContain("Exception");
        var error = answer.Json.GetProperty("error").GetString() ?? "";
        error.ShouldNotBeNullOrWhiteSpace();
        return error;
    }
}
