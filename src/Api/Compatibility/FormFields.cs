using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility;

/// <summary>The fields of a form (application/x-www-form-urlencoded).</summary>
internal sealed class FormFields
{
    private const int MostFields = 2_048;

    private readonly IReadOnlyDictionary<string, StringValues> _fields;

    private FormFields(IReadOnlyDictionary<string, StringValues> fields) => _fields = fields;

    /// <exception cref="InferenceException">The bytes are not UTF-8, or hold too many fields.</exception>
    public static FormFields Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            throw InferenceException.Invalid(RequestBody.NotUtf8);
        }

        try
        {
            using var reader = new FormReader(Encoding.UTF8.GetString(body))
            {
                ValueCountLimit = MostFields,
                KeyLengthLimit = body.Length,
                ValueLengthLimit = body.Length,
            };
            return new FormFields(reader.ReadForm());
        }
        catch (InvalidDataException)
        {
            throw InferenceException.Invalid($"The form has more than {MostFields} fields; send fewer texts in one request.");
        }
    }

    /// <summary>The values of a field, in their order; <see langword="null"/> if it was not sent.</summary>
    public IReadOnlyList<string>? All(string name) =>
        _fields.TryGetValue(name, out var values) && values.Count > 0 ? [.. values.Select(static value => value ?? "")] : null;

    /// <summary>The value of a field; <see langword="null"/> if it was not sent.</summary>
    /// <exception cref="InferenceException">It was sent more than once.</exception>
    public string? One(string name) =>
        All(name) switch
        {
            null => null,
            [var only] => only,
            _ => throw InferenceException.Invalid($"$.{name} must be sent once."),
        };
}
