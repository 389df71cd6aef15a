using WaterWatch.Commands;

return await CommandLine.RunAsync(args);
