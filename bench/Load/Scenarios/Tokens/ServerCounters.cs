using System.Globalization;
using TransformerService.Load.Processes;

namespace TransformerService.Load.Scenarios.Tokens;

/// <summary>What a server has counted since its start.</summary>
/// <param name="OutputTokens">Generated tokens.</param>
/// <param name="InputTokens">Token positions of texts.</param>
/// <param name="Computed">Token positions that the encoder computed, padding included.</param>
/// <param name="Processor">Processor time of the process.</param>
internal sealed record ServerCounters(double OutputTokens, double InputTokens, double Computed, TimeSpan Processor)
{
    public static async Task<ServerCounters> ReadAsync(Service service, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = service.Rest };
        var processor = service.Process.ProcessorTime;
        var lines = (await client.GetStringAsync("metrics", cancellationToken)).Split('\n');
        var (text, padding) = (
            Sum("transformer_encoder_positions_total", "kind=\"text\""),
            Sum("transformer_encoder_positions_total", "kind=\"padding\"")
        );

        // Servers before this counter padded a batch to its longest row.
        return new ServerCounters(
            Sum("transformer_output_tokens_sum", ""),
            text > 0 ? text : Sum("transformer_input_tokens_sum", ""),
            text > 0 ? text + padding : Sum("transformer_batch_tokens_sum", ""),
            processor
        );

        double Sum(string name, string label) =>
            lines
                .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
                .Select(line => line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
                .Sum(value => double.Parse(value, CultureInfo.InvariantCulture));
    }
}
