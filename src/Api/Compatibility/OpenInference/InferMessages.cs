using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using TransformerService.Models.Errors;
using TransformerService.OpenInference.V2;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>Translates between the messages of ModelInfer and the records that REST uses too.</summary>
internal static class InferMessages
{
    /// <summary>By it Triton's streaming clients know that a request has no further answer.</summary>
    private const string FinalResponse = "triton_final_response";

    /// <exception cref="InferenceException">An input is not a tensor of texts, or two of its fields exclude each other.</exception>
    public static InferCall ToCall(ModelInferRequest message)
    {
        var raw = message.RawInputContents;
        if (raw.Count > 0 && raw.Count != message.Inputs.Count)
        {
            throw InferenceException.Invalid(
                $"'raw_input_contents' has {raw.Count} entries for {message.Inputs.Count} inputs; send one for each input, or none."
            );
        }

        var inputs = message.Inputs.Select((input, index) => ToTensor(input, index, raw.Count > 0 ? raw[index] : null));
        OutputRequest[] outputs =
        [
            .. message.Outputs.Select(
                static (output, index) =>
                {
                    InferRequestReader.RefuseUnsupported(ToParameters(output.Parameters), $"outputs[{index}]");
                    return new OutputRequest(output.Name, IsBinary: true);
                }
            ),
        ];
        return new InferCall(message.Id, ToParameters(message.Parameters), [.. inputs], InferRequestReader.OutputsOnce(outputs));
    }

    public static ModelInferResponse ToResponse(InferAnswer answer) =>
        new()
        {
            ModelName = answer.Model,
            ModelVersion = answer.Version,
            Id = answer.Id,
            Outputs =
            {
                answer.Outputs.Select(static output => new ModelInferResponse.Types.InferOutputTensor
                {
                    Name = output.Name,
                    Datatype = output.Datatype,
                    Shape = { output.Shape },
                }),
            },
            RawOutputContents = { answer.Outputs.Select(static output => UnsafeByteOperations.UnsafeWrap(BinaryTensor.ToBytes(output))) },
        };

    /// <summary>The answer to a request of a stream.</summary>
    public static ModelStreamInferResponse ToStreamed(ModelInferResponse response)
    {
        MarkFinal(response);
        return new ModelStreamInferResponse { InferResponse = response };
    }

    /// <summary>The failure of a request of a stream.</summary>
    public static ModelStreamInferResponse ToStreamed(ModelInferRequest request, string error)
    {
        var response = new ModelInferResponse
        {
            Id = request.Id,
            ModelName = request.ModelName,
            ModelVersion = request.ModelVersion,
        };
        MarkFinal(response);
        return new ModelStreamInferResponse { ErrorMessage = error, InferResponse = response };
    }

    /// <summary>Marks an answer of a stream as the only one of its request, as Triton does whether or not the request asks for it.</summary>
    private static void MarkFinal(ModelInferResponse response) =>
        response.Parameters[FinalResponse] = new InferParameter { BoolParam = true };

    private static InputTensor ToTensor(ModelInferRequest.Types.InferInputTensor input, int index, ByteString? raw)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"inputs[{index}]");
        InferRequestReader.RefuseUnsupported(ToParameters(input.Parameters), place);
        var count = TensorInfo.CountTexts(input.Datatype, input.Shape, place);
        if (raw is null)
        {
            var contents = input.Contents?.BytesContents ?? [];
            return new InputTensor(
                input.Name,
                input.Shape,
                [.. TensorInfo.Checked(contents, count, place).Select(text => BinaryTensor.ReadText(text.Span, place))]
            );
        }

        return input.Contents is null
            ? new InputTensor(input.Name, input.Shape, BinaryTensor.ReadTexts(raw.Span, count, place))
            : throw InferenceException.Invalid($"{place} has 'contents' beside 'raw_input_contents'; send one of them.");
    }

    private static InferParameters ToParameters(MapField<string, InferParameter> message) =>
        message.Count == 0
            ? InferParameters.None
            : new InferParameters(
                message
                    .Where(static parameter => parameter.Value.ParameterChoiceCase != InferParameter.ParameterChoiceOneofCase.None)
                    .ToDictionary(static parameter => parameter.Key, static parameter => ToValue(parameter.Value), StringComparer.Ordinal)
            );

    private static object ToValue(InferParameter parameter) =>
        parameter.ParameterChoiceCase switch
        {
            InferParameter.ParameterChoiceOneofCase.BoolParam => parameter.BoolParam,
            InferParameter.ParameterChoiceOneofCase.Int64Param => parameter.Int64Param,
            InferParameter.ParameterChoiceOneofCase.StringParam => parameter.StringParam,
            InferParameter.ParameterChoiceOneofCase.Uint64Param when parameter.Uint64Param <= long.MaxValue => (long)parameter.Uint64Param,
            InferParameter.ParameterChoiceOneofCase.Uint64Param => (double)parameter.Uint64Param,
            _ => parameter.DoubleParam,
        };
}
