using System.Globalization;
using TransformerService.Soak;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

if (!SoakOptions.TryParse(args, out var options, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(SoakOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

try
{
    var report = await new SoakRun(options, TimeProvider.System, Console.Out).RunAsync(stop.Token);
    report.Print(Console.Out);
    return report.Passed ? 0 : 1;
}
catch (SoakException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Interrupted.");
    return 130;
}
