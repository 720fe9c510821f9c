using System.Globalization;
using TransformerService.Api.Endpoints;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Reads requests for inference: JSON, and behind it the data of inputs in binary.</summary>
internal static class InferRequestReader
{
    /// <summary>The header with the length of the JSON, where binary data follows it.</summary>
    public const string HeaderLength = "Inference-Header-Content-Length";

    /// <summary>The parameter of an output that is sent in binary.</summary>
    public const string BinaryData = "binary_data";

    private const string BinaryDataSize = "binary_data_size",
        BinaryDataOutput = "binary_data_output";

    /// <summary>Reads a request.</summary>
    /// <exception cref="InferenceException">It cannot be read, or too much is being read already.</exception>
    public static Task<InferCall> ReadAsync(HttpRequest request, RequestBodyReader reader, CancellationToken cancellationToken)
    {
        BodyMedia.RequireIdentity(request); // whatever the media type: Triton's clients do not always send one
        BodyMedia.RequireOwnSite(request);
        var length = ReadLength(request);
        return reader.ReadAsync(request, body => Parse(body, length), cancellationToken);
    }

    /// <summary>Whether an output is sent in binary.</summary>
    public static bool IsBinary(InferCall call, OutputTensor output) =>
        call.Outputs.FirstOrDefault(asked => asked.Name == output.Name)?.IsBinary ?? call.IsBinary;

    /// <summary>Checks what a request says of an input's or an output's data.</summary>
    /// <exception cref="InferenceException">It asks for what is not there.</exception>
    public static void RefuseUnsupported(InferParameters parameters, string place)
    {
        if (parameters.HasPrefix("shared_memory_"))
        {
            throw InferenceException.Invalid($"{place} is in shared memory, which this server does not read; send the data.");
        }

        if (parameters.Whole("classification") is not (null or 0))
        {
            throw InferenceException.Invalid($"{place} asks for a classification of its numbers; ask for the output 'label' instead.");
        }
    }

    private static int? ReadLength(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(HeaderLength, out var values))
        {
            return null;
        }

        return int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw InferenceException.Invalid($"The header {HeaderLength} must be the number of bytes of the JSON.");
    }

    private static InferCall Parse(ReadOnlySpan<byte> body, int? length)
    {
        if (length > body.Length)
        {
            throw InferenceException.Invalid($"The header {HeaderLength} is {length}, but the body has {body.Length} bytes.");
        }

        return length == 0
            ? new InferCall("", InferParameters.None, [new InputTensor(null, [1], [BinaryTensor.ReadText(body, "the body")])], [])
            {
                IsBinary = true,
            }
            : ToCall(
                RequestBody.Parse(body[..(length ?? body.Length)], OpenInferenceRequests.Default.InferRequestBody),
                body[(length ?? body.Length)..],
                hasLength: length is not null
            );
    }

    private static InferCall ToCall(InferRequestBody body, ReadOnlySpan<byte> binary, bool hasLength)
    {
        var parameters = body.Parameters ?? InferParameters.None;
        if (parameters.HasPrefix("triton_"))
        {
            throw InferenceException.Invalid("Parameters whose names begin with 'triton_' are reserved; leave them out.");
        }

        var inputs = new List<InputTensor>();
        foreach (var (index, sent) in (body.Inputs ?? throw Missing("$.inputs")).Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"inputs[{index}]");
            var input = sent ?? throw Missing("$." + place);
            var name = input.Name ?? throw Missing($"$.{place}.name");
            var own = input.Parameters ?? InferParameters.None;
            RefuseUnsupported(own, place);
            var count = TensorInfo.CountTexts(input.Datatype, input.Shape, place);
            IReadOnlyList<string> texts;
            if (own.Whole(BinaryDataSize) is { } size)
            {
                RequireBinary(input, size, binary.Length, hasLength, place);
                texts = BinaryTensor.ReadTexts(binary[..(int)size], count, place);
                binary = binary[(int)size..];
            }
            else
            {
                texts = TensorInfo.Checked(input.Data?.Values ?? throw Missing($"$.{place}.data"), count, place);
            }

            inputs.Add(new InputTensor(name, input.Shape ?? [], texts));
        }

        return binary.IsEmpty
            ? new InferCall(body.Id ?? "", parameters, inputs, ToOutputs(body.Outputs))
            {
                IsBinary = parameters.Flag(BinaryDataOutput) ?? false,
            }
            : throw InferenceException.Invalid($"The body goes on for {binary.Length} bytes after the data of its inputs.");
    }

    private static void RequireBinary(InferInputBody input, long size, int left, bool hasLength, string place)
    {
        if (!hasLength)
        {
            throw InferenceException.Invalid(
                $"{place} is in binary: the header {HeaderLength} must give the length of the JSON before it."
            );
        }

        if (input.Data is not null)
        {
            throw InferenceException.Invalid($"{place} has both 'data' and '{BinaryDataSize}'; send one of them.");
        }

        if (size < 0 || size > left)
        {
            throw InferenceException.Invalid($"'{BinaryDataSize}' of {place} is {size}, but the body has {left} bytes left for it.");
        }
    }

    private static OutputRequest[] ToOutputs(IReadOnlyList<InferOutputBody?>? outputs)
    {
        OutputRequest[] asked =
        [
            .. (outputs ?? []).Select(
                static (output, index) =>
                {
                    var parameters = output?.Parameters ?? InferParameters.None;
                    RefuseUnsupported(parameters, $"outputs[{index}]");
                    return new OutputRequest(output?.Name ?? throw Missing($"$.outputs[{index}].name"), parameters.Flag(BinaryData));
                }
            ),
        ];
        return OutputsOnce(asked);
    }

    /// <summary>Checks that no output is asked for twice.</summary>
    public static OutputRequest[] OutputsOnce(OutputRequest[] outputs) =>
        outputs.DistinctBy(static output => output.Name, StringComparer.Ordinal).Count() == outputs.Length
            ? outputs
            : throw InferenceException.Invalid("An output must be asked for once.");

    private static InferenceException Missing(string place) => InferenceException.Invalid($"{place} is missing or null.");
}
