using TransformerService.Api.Contracts;
using TransformerService.Models;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Conversions of values that every kind of message shares.</summary>
internal static class MessageValues
{
    public static VariantRole? ToRole(V1.Variant message) =>
        message switch
        {
            V1.Variant.Unspecified => null,
            V1.Variant.Student => VariantRole.Student,
            V1.Variant.Teacher => VariantRole.Teacher,
            _ => throw Unknown("variant", nameof(V1.Variant)),
        };

    public static V1.Variant ToMessage(VariantRole role) => role == VariantRole.Student ? V1.Variant.Student : V1.Variant.Teacher;

    public static V1.Timing ToMessage(RequestTiming timing) =>
        new()
        {
            TotalMs = WireValues.Milliseconds(timing.Total),
            QueueMs = WireValues.Milliseconds(timing.Queue),
            TokenizeMs = WireValues.Milliseconds(timing.Tokenize),
            InferenceMs = WireValues.Milliseconds(timing.Inference),
            CachedTexts = timing.CachedTexts,
        };

    /// <summary>The error for an enum value that transformer.proto does not define.</summary>
    public static InferenceException Unknown(string field, string type) =>
        new(InferenceError.InvalidInput, $"'{field}' is not a value of {type} in transformer.proto.");
}
