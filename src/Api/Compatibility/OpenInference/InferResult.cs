using System.Globalization;
using System.Text.Json;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Writes an answer: JSON, and behind it the outputs that were asked for in binary.</summary>
internal sealed class InferResult(InferAnswer answer, Func<OutputTensor, bool> isBinary) : IResult
{
    private const string BinaryMediaType = "application/octet-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = new InferAnswerBody(
            answer.Model,
            answer.Version,
            answer.Id.Length == 0 ? null : answer.Id,
            [.. answer.Outputs.Select(ToBody)]
        );
        OutputTensor[] binary = [.. answer.Outputs.Where(isBinary)];
        if (binary.Length == 0)
        {
            await TypedResults.Json(body, OpenInferenceJson.Answers.InferAnswerBody).ExecuteAsync(httpContext);
            return;
        }

        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, OpenInferenceJson.Answers.InferAnswerBody); // its length goes first
        response.ContentType = BinaryMediaType;
        response.Headers[InferRequestReader.HeaderLength] = json.Length.ToString(CultureInfo.InvariantCulture);
        response.ContentLength = json.Length + binary.Sum(BinaryTensor.Length);
        await response.BodyWriter.WriteAsync(json, cancellationToken);
        foreach (var tensor in binary)
        {
            await BinaryTensor.WriteAsync(response.BodyWriter, tensor, cancellationToken);
        }
    }

    private AnswerOutputBody ToBody(OutputTensor tensor) =>
        isBinary(tensor)
            ? new AnswerOutputBody(tensor.Name, tensor.Datatype, tensor.Shape, new BinaryOutputBody(BinaryTensor.Length(tensor)), null)
            : new AnswerOutputBody(
                tensor.Name,
                tensor.Datatype,
                tensor.Shape,
                null,
                tensor.Texts is { } texts ? new AnswerTexts(texts) : new AnswerNumbers(tensor.Numbers)
            );
}
