using System.Text.Json;

namespace TransformerService.Soak;

/// <summary>Checks that an answer has the form that the contract promises, with one result for each text.</summary>
internal static class AnswerCheck
{
    /// <summary>What is wrong with the answer, in few distinct words, or <see langword="null"/>.</summary>
    public static string? Fault(Call call, int status, byte[] answer)
    {
        if (status != 200)
        {
            return $"status {status}{Code(answer)}";
        }

        try
        {
            using var json = JsonDocument.Parse(answer);
            string list = call.IsTranslation ? "translations" : "results";
            if (!json.RootElement.TryGetProperty(list, out var results) || results.GetArrayLength() != call.Texts)
            {
                return $"answer without one of '{list}' for each text";
            }

            foreach (var result in results.EnumerateArray())
            {
                bool complete = call.IsTranslation
                    ? result.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                    : result.TryGetProperty("labels", out var labels) && labels.GetArrayLength() > 0;
                if (!complete)
                {
                    return $"incomplete result in '{list}'";
                }
            }

            return null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return "answer of another form than promised";
        }
    }

    private static string Code(byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.TryGetProperty("code", out var code) ? $" {code}" : "";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
