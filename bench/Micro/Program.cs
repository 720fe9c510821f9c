using BenchmarkDotNet.Running;
using TransformerService.Micro;

switch (args)
{
    case [KeyTimings.Name]:
        KeyTimings.Run();
        return 0;
    case [HostileTimings.Name, .. var filter]:
        return HostileTimings.Run(string.Join(' ', filter));
    case [EncoderTimings.Name, var classifier]:
        EncoderTimings.Run(classifier);
        return 0;
    case [CascadeSplits.Name, var label, var path, var model]:
        return await CascadeSplits.RunAsync(label, path, model);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(TokenizerBenchmarks).Assembly).Run(args);
        return 0;
}
