using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using TransformerService.Api.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility;

/// <summary>The fields of a form (application/x-www-form-urlencoded or multipart/form-data), or of a query.</summary>
internal sealed class FormFields
{
    private const int MostFields = 2_048;

    private readonly IReadOnlyDictionary<string, StringValues> _fields;

    private FormFields(IReadOnlyDictionary<string, StringValues> fields) => _fields = fields;

    /// <summary>No fields.</summary>
    public static FormFields None { get; } = new(new Dictionary<string, StringValues>());

    /// <summary>The fields of a request's query.</summary>
    /// <exception cref="InferenceException">They are not UTF-8, or too many.</exception>
    public static FormFields OfQuery(HttpRequest request) =>
        request.QueryString.Value is { Length: > 1 } query
            ? Parse(Encoding.UTF8.GetBytes(query[1..]), "The query of the address is not valid UTF-8.")
            : None;

    /// <summary>The fields of a form of several parts (multipart/form-data). Files are left out.</summary>
    /// <exception cref="InferenceException">The bytes are not such a form, are not UTF-8, or hold too many fields.</exception>
    public static async Task<FormFields> ParseAsync(byte[] body, string boundary, CancellationToken cancellationToken)
    {
        Dictionary<string, StringValues> fields = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            for (var count = 1; await reader.ReadNextSectionAsync(cancellationToken) is { } part; count++)
            {
                if (count > MostFields)
                {
                    throw TooMany();
                }

                if (part.GetContentDispositionHeader() is { } disposition && disposition.IsFormDisposition())
                {
                    var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                    var value = await TextOfAsync(part, cancellationToken);
                    fields[name] = StringValues.Concat(fields.GetValueOrDefault(name), value);
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw InferenceException.Invalid("The body is not a form with the parts that its boundary divides.");
        }

        return new FormFields(fields);
    }

    /// <summary>The fields of a form.</summary>
    /// <param name="body">Its bytes.</param>
    /// <param name="notUtf8">The message for bytes that are not UTF-8.</param>
    /// <exception cref="InferenceException">The bytes are not UTF-8, or hold too many fields.</exception>
    public static FormFields Parse(ReadOnlySpan<byte> body, string notUtf8 = RequestBody.NotUtf8)
    {
        if (!IsUtf8(body))
        {
            throw InferenceException.Invalid(notUtf8);
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
            throw TooMany();
        }
    }

    /// <summary>These fields, and those of another form whose names are not among them.</summary>
    public FormFields With(FormFields other) =>
        _fields.Count == 0 ? other
        : other._fields.Count == 0 ? this
        : new FormFields(
            _fields.Concat(other._fields.Where(field => !_fields.ContainsKey(field.Key))).ToDictionary(StringComparer.OrdinalIgnoreCase)
        );

    /// <summary>Whether the bytes are UTF-8, and those that they stand for: <c>%E9</c> is a byte, too.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> body) =>
        Utf8.IsValid(body) && (!body.Contains((byte)'%') || Utf8.IsValid(WebUtility.UrlDecodeToBytes(body.ToArray(), 0, body.Length)));

    private static async Task<string> TextOfAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await part.Body.CopyToAsync(bytes, cancellationToken);
        var text = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw InferenceException.Invalid(RequestBody.NotUtf8);
    }

    private static InferenceException TooMany() =>
        InferenceException.Invalid($"The form has more than {MostFields} fields; send fewer texts in one request.");

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
