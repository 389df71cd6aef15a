Console.WriteLine("WaterWatch");
