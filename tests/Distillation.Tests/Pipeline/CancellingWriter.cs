using System.Text;

namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>Passes a log on, and cancels when a line says what is waited for.</summary>
internal sealed class CancellingWriter(TextWriter log, CancellationTokenSource stop, string awaited) : TextWriter
{
    public override Encoding Encoding => log.Encoding;

    public override void WriteLine(string? value)
    {
        log.WriteLine(value);
        if (value?.Contains(awaited, StringComparison.Ordinal) == true)
        {
            stop.Cancel();
        }
    }
}
